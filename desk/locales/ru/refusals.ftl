# Отказы: всплывающие строки и сообщения. Не длиннее 200 знаков.

no-such-ticket = Заявки #{ $number } здесь нет.
not-allowed = Это может только команда.
reopen-crowded = У вас сейчас много новых или открытых заявок, поэтому #{ $number } остаётся как есть. Напишите, что нужно: я передам.
requesters-only = Это может только автор #{ $number }; завершить её с вашей стороны — /resolve { $number }.
own-ticket = #{ $number } — ваша собственная заявка; это может сделать только кто-то другой из команды.
own-history = В #{ $number } вы автор: её история — для тех, кто над ней работает.
already-claimed = Заявку #{ $number } уже ведёт { $name }.
already-yours = Заявка #{ $number } уже у вас.
ring-taken = Заявка #{ $number } уже у кого-то: звать ещё раз не нужно.
ring-closed = Служба сейчас закрыта; о заявке #{ $number } все узнают, когда она откроется.
ring-held-back = Автору заявки #{ $number } предложен ответ; если его не хватит, все узнают о ней сами.
ring-just-now = О заявке #{ $number } все узнали меньше { $n } минут назад. Дайте им минутку.
done-ring = О заявке #{ $number } ещё раз узнают все, кто на месте.
not-possible = #{ $number } { $status ->
    [new] новая
    [assigned] взята
    [in_progress] в работе
    [pending] ждёт автора
    [on_hold] отложена
    [resolved] решена
    [closed] закрыта
    [reopened] снова открыта
   *[cancelled] отменена
}, поэтому так сейчас нельзя.
too-late-to-reopen = #{ $number } закончилась больше { $days ->
    [one] { $days } дня
   *[other] { $days } дней
} назад. Пожалуйста, начните новую заявку.
press-outdated = Эта кнопка устарела.
no-such-category = Такой темы нет.
category-taken = Тема с таким названием уже есть.
category-name-long = В названии темы от 1 до 60 знаков.
no-such-person = Я не знаю этого человека.
not-staff = { $name } не в команде.
not-yourself = Убрать самого себя нельзя.
admin-by-setting = { $name } — администратор из ADMIN_IDS; уберите оттуда.

block-not-them = { $name }: заблокировать нельзя.
not-blocked = Этот человек не заблокирован.
barred-press = Сейчас команда не принимает от вас заявок.
