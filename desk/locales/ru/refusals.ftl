# Отказы: всплывающие строки и сообщения. Не длиннее 200 знаков.
no-such-ticket = Заявки #{ $number } здесь нет.
not-allowed = Это может только команда.
reopen-crowded = У вас сейчас много новых или открытых заявок, поэтому #{ $number } остаётся как есть. Напишите, что нужно: я передам.
requesters-only = Это может только автор #{ $number }. Чтобы завершить заявку, отправьте /resolve { $number }.
own-ticket = #{ $number } — ваша собственная заявка: это должен сделать кто-то другой из команды.
own-history = Вы автор #{ $number }; её историю видят только те, кто над ней работает.
already-claimed = Заявку #{ $number } уже ведёт { $name }.
already-yours = Заявка #{ $number } уже у вас.
ring-taken = Заявку #{ $number } уже взяли: сообщать ещё раз не нужно.
ring-closed = Сейчас нерабочее время. О заявке #{ $number } сообщу всем, когда служба откроется.
ring-held-back = Автор #{ $number } получил автоответ. Если он не поможет, сообщу о заявке всем.
ring-just-now = О заявке #{ $number } сообщили всем меньше { $n } минут назад. Дайте им минутку.
done-ring = Ещё раз сообщаю о заявке #{ $number } всем, кто на месте.
not-possible = #{ $number } { $status ->
    [new] новая
    [assigned] взята
    [in_progress] в работе
    [pending] ждёт автора
    [on_hold] отложена
    [resolved] решена
    [closed] закрыта
    [reopened] открыта снова
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
no-such-person = Этого человека я не знаю.
not-staff = { $name } не в команде.
not-yourself = Исключить самого себя нельзя.
admin-by-setting = { $name } — администратор из ADMIN_IDS; исключите там.
block-not-them = { $name }: заблокировать нельзя.
not-blocked = Этот человек не заблокирован.
barred-press = Сейчас команда не принимает ваши заявки.
