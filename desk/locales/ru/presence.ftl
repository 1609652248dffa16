# Когда команда на месте: отлучки, смены, темы, кого зовут к заявке.

away-until = Вы отошли до { $until }: раньше новых карточек не будет. Вернуться скорее — /back.
away-until-holding = Вы отошли до { $until }. У вас { $n ->
    [one] { $n } заявка
    [few] { $n } заявки
   *[many] { $n } заявок
}.
back-by-itself = Время вышло, вы снова на месте. { $n ->
    [0] Никто не ждёт.
    [one] Ждёт { $n } заявка.
    [few] Ждут { $n } заявки.
   *[many] Ждут { $n } заявок.
}
usage-away = Например: /away 14:00, /away 2ч, /away завтра; или /away, пока не скажете /back.
btn-away = { $until ->
    [hour] На час
    [two] На два часа
   *[tomorrow] До завтра
}
btn-back = Я на месте
staff-away-until = нет на месте до { $until }
person-away-until = { $name } (нет до { $until })
