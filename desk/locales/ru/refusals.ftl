# Отказы: всплывающие строки и сообщения. Не длиннее 200 знаков.

no-such-ticket = Заявки #{ $number } здесь нет.
not-allowed = Это может только команда.
reopen-crowded = У вас сейчас много новых или открытых заявок, поэтому #{ $number } остаётся как есть. Напишите, что нужно: я передам.
own-ticket = #{ $number } — ваша собственная заявка; взять её должен кто-то другой.
own-history = В #{ $number } вы автор: её история — для тех, кто над ней работает.
already-claimed = Заявку #{ $number } уже ведёт { $name }.
already-yours = Заявка #{ $number } уже у вас.
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
