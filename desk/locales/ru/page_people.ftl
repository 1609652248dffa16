# Страница «Люди».
page-people = Люди
page-team = Команда
page-requesters = Авторы
page-person-facts = О человеке
page-name = Имя
page-title = Название
page-role = Роль
page-holds = Ведёт заявок
page-knows = Лучше отвечает
page-panel-seen = В панели
page-sessions = { $n ->
    [one] { $n } сеанс
    [few] { $n } сеанса
   *[other] { $n } сеансов
}
page-no-sessions = нет сеансов
page-waits-in-telegram = ссылка для администратора открыта: впустить в Telegram может тот, кто её сделал
page-invite = { $role ->
    [admin] Пригласить администратора
   *[agent] Пригласить агента
}
page-invite-made = Ссылка для { $role ->
    [admin] нового администратора
   *[agent] нового агента
}, на один раз и на { $hours } ч. Показана только здесь и только сейчас. Агент, открывший ссылку администратора, станет администратором.
page-week = Смены, семь дней с сегодняшнего
page-nobody-works = Никто не работает
page-shifts = Смены
page-shift-how = Например, 9-18, или 8:30-12, 13-17, или 22-6 через полночь. Пустой день — выходной.
page-shifts-save = Сохранить неделю
page-shifts-copy = Скопировать неделю выбранному
page-shifts-clear = Без смен: по часам работы
page-one-day = Только в этот день
page-shift-wrong = Напишите часы вроде 9-18 или 8:30-12, 13-17; выходной оставьте пустым. Ничего не изменено.
page-day-wrong = Укажите день: год, месяц и число. Ничего не изменено.
page-presence = { $until ->
    [two] Нет два часа
    [tomorrow] Нет до завтра
    [open] Нет, пока не вернётся
   *[back] На месте
}
page-not-linked = не связан
page-reached = на связи
page-move = Передать заявки
page-move-what = Какие заявки
page-move-to = Куда
page-move-all = Все, что ведёт ({ $n })
page-move-queue = в очередь
page-moved = { $n ->
    [one] Передана { $n } заявка.
    [few] Переданы { $n } заявки.
   *[other] Передано заявок: { $n }.
}{ $stayed ->
    [0] {""}
   *[other] {" "}Остались: { $stayed }.
}
page-end-sessions = Завершить все сеансы
page-dismiss = Исключить
page-dismiss-what = { $name } сразу покидает команду: без карточек, без сеансов в панели, ссылки-приглашения гаснут. Ведёт заявок: { $n }. Куда их?
page-not-now = Не сейчас
page-requesters-search = Имя или @username
page-only-blocked = только заблокированные
page-language = Язык
page-last-filed = Последняя заявка
page-no-name = без имени
page-never = не было
page-nobody-found = Никого с таким именем нет.
page-since = Известен с
page-blocked = заблокировано
page-block = Заблокировать
page-unblock = Разблокировать
page-block-effect = Сообщения заблокированного хранятся и никому не рассылаются. После разблокировки они станут заявкой.
page-block-effect-system = Сообщения заблокированного не принимаются: система получает в ответ 403.
page-mailings = Рассылки
page-mailings-on = получает
page-mailings-off = не получает
page-not-in-telegram = через другую систему
page-joined = Связь с { $system }: { $hint }, с { $at }
page-part = Разорвать связь
page-part-effect = Заявки, которые пришли из { $system }, вернутся к её пользователю. Новые заявки из Telegram там видны не будут.
