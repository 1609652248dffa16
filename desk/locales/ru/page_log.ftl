# Журнал в панели.
page-log = Журнал
page-log-part = { $part ->
    [log] Действия
    [audit] Журнал изменений
   *[failed] Не выполнено
}
page-log-kept = { $n ->
    [one] хранится { $n } день
    [few] хранится { $n } дня
   *[many] хранится { $n } дней
}
page-log-off = Журнал выключен: кто что нажал и написал, не хранится. Что меняли, видно в аудите.
page-log-switch = Включить
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
page-log-none = Таких записей нет.
page-log-before = предыдущий день
page-log-after = следующий день
setting-log-days = Журнал в панели
setting-log-days-effect = Сколько дней хранить нажатия и команды. Они видны в панели вместе с сообщениями и входами: Журнал, «Действия». Выключено: ничего не хранится, и этой страницы нет.
page-log-unknown = неизвестная
