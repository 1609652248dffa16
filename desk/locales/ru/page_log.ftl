# Журнал в панели.
page-log = Журнал
page-log-kept = { $n ->
    [one] хранится { $n } день
    [few] хранится { $n } дня
   *[many] хранится { $n } дней
}
page-log-person = Имя или Telegram id
page-log-ticket = № заявки
page-log-day = День
page-log-what = Что
page-log-when = Когда
page-log-who = Кто
page-log-any = Всё
page-log-kind = { $kind ->
    [message] Сообщение
    [button] Нажатие
    [command] Команда
   *[sign-in] Вход
}
page-log-said = { $what ->
    [comment] сообщение автора
    [reply] ответ
   *[note] заметка для команды
}
page-log-none = Ничего такого нет.
page-log-before = день раньше
page-log-after = день позже
setting-log-days = Журнал в панели
setting-log-days-effect = Сколько хранить нажатия и команды: что и когда; Журнал в панели показывает их вместе с сообщениями и входами. Выключено: ничего не хранится, и Журнала нет.
