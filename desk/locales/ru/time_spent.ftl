# Время, которое команда потратила на заявки: /time, форма в панели, отчёты.
btn-time = Потрачено времени
done-time = <b>#{ $number }</b>: записано { $spent } мин. Ошиблись? /time { $number } off
done-retime = <b>#{ $number }</b>: ваша последняя запись времени удалена.
time-ask = Сколько вы работали над <b>#{ $number }</b>? Ответьте на это сообщение, например: 15м, час, 1 ч 20 мин. Добавьте «бесплатно», если клиент за это не платит.
time-stored = <b>#{ $number }</b>: время записано.
usage-time = От 1 минуты до 16 часов, и по какой заявке? Например: /time 42 1ч 20м или /time 42 15м бесплатно. /time 42 off удалит вашу последнюю запись.
time-off = Учёт времени выключен администратором. Ничего не изменилось.
no-such-time = Такой записи времени в этой заявке уже нет. Ничего не изменилось.
time-not-yours = Это время записал другой человек. Исправить его может он сам или руководитель команды.
time-billing = { $billing ->
    [free] бесплатно
   *[billable] платно
}
time-of = { $length }, { time-billing }
history-time_spent = потрачено времени: { $old } → { $new }
page-time = Потрачено времени
page-time-of = { $spent }, к оплате { $billed }
page-hint-spent = 15м, час, 1 ч 20 мин
page-hint-entry = Если оставить время пустым, запись удалится.
help-do-time = /time 42 15м: записать, сколько вы работали
help-words-time = часы минуты время работа трудозатраты учёт потратил
setting-time-spent = Учёт времени
setting-time-spent-effect = Если включено, команда записывает, сколько работает над заявками. Авторы заявок этого не видят.
setting-time-step-minutes = Шаг оплаты
setting-time-step-minutes-effect = Каждая платная запись округляется вверх до целого шага. Прежние записи не меняются.
figure-group-time = Потраченное время
figure-time_spent = Потрачено времени
figure-time_spent-definition = Время, которое команда записала по заявкам за период.
figure-time_billed = Время к оплате
figure-time_billed-definition = Платное время за период; каждая запись округлена вверх по настройке того дня.
figure-unit-hours = часы
figure-left-out-time = работа без записи и удалённые записи

# What a press of each button was, in the log.
press-time = потраченное время
