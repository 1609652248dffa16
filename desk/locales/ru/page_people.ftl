# Страница «Люди».
page-people = Люди
page-any-role = Любая роль
page-team-order = Порядок
page-team-by-name = По роли и имени
page-team-by-load = Сначала у кого больше заявок
page-team = Команда
page-requesters = Авторы
page-person-facts = О человеке
page-name = Имя
page-title = Название
page-role = Роль
page-holds = Ведёт заявок
page-knows = Темы
page-panel-seen = В панели
page-sessions = { $n ->
    [one] { $n } сеанс
    [few] { $n } сеанса
   *[other] { $n } сеансов
}
page-no-sessions = нет сеансов
page-waits-in-telegram = по ссылке для администратора; впустить в Telegram может тот, кто её создал
page-invite = { $role ->
    [admin] Пригласить администратора
    [trainee] Пригласить стажёра
    [senior] Пригласить старшего агента
    [reviewer] Пригласить ревизора
    [manager] Пригласить руководителя
   *[agent] Пригласить агента
}
page-invite-more = Другая роль…
page-invite-made = Ссылка для { $role ->
    [admin] нового администратора
    [trainee] нового стажёра
    [senior] нового старшего агента
    [reviewer] нового ревизора качества
    [manager] нового руководителя
   *[agent] нового агента
}. Действует один раз, { $hours } ч. Скопируйте её сейчас, второй раз она не показывается.{ $role ->
    [admin] {""} Агент, открывший ссылку администратора, станет администратором.
   *[agent] {""}
}
page-shifts-of = { $first } – { $last }
page-week-before = Неделя раньше
page-week-after = Неделя позже
page-nobody-works = Никого на смене
page-shifts = Смены
page-shift-how = Например, 9-18, или 8:30-12, 13-17, или 22-6 через полночь. Выходные оставьте пустыми.
page-shifts-save = Сохранить неделю
page-shifts-copy = Скопировать неделю
page-shifts-clear = Без смен: действуют часы работы
page-one-day = Только в этот день
page-shift-wrong = Не удалось прочитать часы. Ничего не изменено. Напишите, например, 9-18 или 8:30-12, 13-17; выходные оставьте пустыми.
page-day-wrong = Укажите день: год, месяц и число. Ничего не изменено.
page-presence = { $until ->
    [two] Нет на месте два часа
    [tomorrow] Нет на месте до завтра
    [open] Нет на месте до возвращения
   *[back] На месте
}
page-not-linked = не связан
page-reached = на связи
page-move = Передать заявки
page-move-what = Какие заявки
page-move-to = Куда
page-move-all = Все заявки ({ $n })
page-move-queue = в очередь
page-moved = { $n ->
    [one] Передана { $n } заявка.
    [few] Переданы { $n } заявки.
   *[other] Передано заявок: { $n }.
}{ $stayed ->
    [0] {""}
   *[other] {" "}Не переданы: { $stayed }.
}
page-end-sessions = Завершить все сеансы
page-dismiss = Исключить из команды
page-dismiss-what = { $name } сразу покидает команду: карточек больше не будет, сеансы в панели и ссылки-приглашения завершатся. Заявок: { $n }. Куда их?
page-not-now = Отмена
page-requesters-search = Имя, почта или @username
page-only-blocked = только заблокированные
page-language = Язык
page-no-name = без имени
page-never = не было
page-nobody-found = Никого не нашлось.
page-since = Известен с
page-blocked = в блокировке
page-block = Заблокировать
page-unblock = Разблокировать
page-block-effect = Сообщения сохраняются, но уведомлений о них никто не получает. После разблокировки они станут заявкой.
page-block-effect-claimed = Адрес { $address } никто не подтвердил: блокировка закроет путь всем, кто пишет под этим именем, и настоящему человеку тоже. Сообщения сохраняются, но никто о них не узнает.
page-block-effect-system = Сообщения не принимаются: система получает в ответ 403.
page-mailings = Рассылки
page-mailings-on = получает
page-mailings-off = выключены
page-not-in-telegram = только через систему
page-joined = Связь с { $system }: { $hint }, с { $at }
page-part = Отключить
page-part-effect = Заявки, которые пришли из { $system }, вернутся к её пользователю. Новые заявки из Telegram там видны не будут.
page-grants-group = { $group ->
    [changed] Не как у роли
    [requests] Заявки
    [lead] Руководство командой
    [desk] Служба
   *[settings] Настройки
}
page-grants-of = { $n } из { $of }
