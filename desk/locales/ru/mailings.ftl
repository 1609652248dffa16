mailing-to = Рассылка: { $to }
mailing-everybody = всем
mailing-reach = { $n ->
    [0] Сейчас она не дойдёт ни до кого.
    [one] Её получит { $n } человек, это займёт около { $minutes } мин; ответы на заявки идут раньше.
    [few] Её получат { $n } человека, это займёт около { $minutes } мин; ответы на заявки идут раньше.
   *[other] Её получат { $n } человек, это займёт около { $minutes } мин; ответы на заявки идут раньше.
}
mailing-how = Выше — то, что придёт людям. До нажатия «Отправить» её не получит никто; на ходу её можно остановить.
mailing-progress = { $state ->
    [sending] Идёт: { $n } из { $people }.
    [sent] Отправлена: { $n }.
    [stopped] Остановлена: ушла { $n } из { $people }.
   *[other] Не отправлена.
}
mailing-refused = { $n ->
    [one] До { $n } человека она не дошла: бот заблокирован или человека больше нет в Telegram.
   *[other] До { $n } человек она не дошла: бот заблокирован или их больше нет в Telegram.
}
mailing-unknown = { $n ->
    [one] Про { $n } человека ответ Telegram потерялся: возможно, она дошла, поэтому второй раз не отправляем.
   *[other] Про { $n } человек ответ Telegram потерялся: возможно, она дошла, поэтому второй раз не отправляем.
}
mailing-failed = Telegram не принял её для получателей: { $n }, смотрите /failed.
mailing-empty = Отправлять нечего. Например так: /announce Зал открывается в 10.
mailing-too-long = Для одного сообщения слишком длинно: { $n } знаков, а можно не больше { $most }.
mailing-nobody = Сейчас она не дойдёт ни до кого.
mailing-stopped-now = Остановлена.
mailings-title = Рассылки
mailings-how = Новая: /announce и текст, или /announce ответом на своё сообщение. Перед отправкой вы увидите её и выберете, кому.
mailings-switched = { $on ->
    [0] Рассылок больше не будет. Ответы на заявки приходят как раньше.
   *[other] Рассылки снова будут приходить.
}
btn-mailings = { $on ->
    [0] Больше не присылать
   *[other] Снова присылать рассылки
}
btn-mailing-all = Всем
btn-mailing-language = По языку
btn-mailing-event = По мероприятию
btn-mailing-topic = По теме
btn-mailing-send = Отправить: { $n }
btn-mailing-back = ‹ Назад
btn-mailing-drop = Не отправлять
btn-mailing-stop = Остановить «{ $words }»
audit-mailing-begun = начата рассылка, получателей: { $new }
audit-mailing-stopped = рассылка остановлена
