# Что читает автор заявки. Номера в этом файле набраны моноширинным.
# Расписка: что стало с заявкой.
receipt-draft = <code>#{ $number }</code> записал. Можно дописать или прислать скриншот. Как закончите, передам дежурным.
receipt-opener = <code>#{ $number }</code> · Да, слушаю. Что случилось?
receipt-of-none = <code>#{ $number }</code> · Других открытых заявок у вас нет. Что случилось?
receipt-filed = <code>#{ $number }</code> передана дежурным.
receipt-waits = Заявок от вас сейчас много, поэтому об этой команде не сообщали. Команде напомнят о ней: { $at }.
receipt-hello = Что случилось? Напишите здесь, и мы сообщим команде.
receipt-waits-queue = Заявок от вас сейчас много, поэтому об этой команде не сообщали. Она ждёт в очереди команды.
btn-urgent = Это срочно
receipt-open = <code>#{ $number }</code> ведёт { $name }.
receipt-add = Пишите сюда же, всё попадёт в эту заявку.
receipt-add-by-reply = Чтобы дописать, ответьте на это сообщение.
receipt-resolved = ✅ <code>#{ $number }</code> решена.
receipt-closed = ☑️ <code>#{ $number }</code> закрыта.
receipt-cancelled = <code>#{ $number }</code> отменена. От вас больше ничего не нужно.
receipt-category = Тема: { $category }
# Строки.
taken = 🙋 { $name } занимается вашей заявкой <code>#{ $number }</code>.
taken-on-board = 🙋 Команда занимается вашей заявкой <code>#{ $number }</code>.
nobody-free-again = <code>#{ $number }</code> ждёт уже { $age }: свободного дежурного пока нет. Я ещё раз напомнил команде. Если что-то изменилось, ответьте на это сообщение.
nobody-free = <code>#{ $number }</code> ещё ждёт свободного дежурного, я напомнил команде. От вас ничего не нужно.
waiting-for-you = ⏳ <code>#{ $number }</code>: { $name } ждёт вашего ответа. { $several ->
    [0] Просто напишите сюда.
    [2] Чтобы ответить, откройте заявку кнопкой ниже.
   *[other] Ответьте прямо на это сообщение.
}
waiting-for-you-team = ⏳ По <code>#{ $number }</code> ждём вашего ответа. { $several ->
    [0] Просто напишите сюда.
    [2] Чтобы ответить, откройте заявку кнопкой ниже.
   *[other] Ответьте прямо на это сообщение.
}
waiting-over = <code>#{ $number }</code> больше не ждёт вашего ответа.
footer-waiting-for-you = ⏳ ждём вашего ответа
footer-on-hold-until = ⏸ Ждём тех, от кого зависит решение, до { $at }. Тогда и напишем, а будут новости — раньше.
footer-on-hold = ⏸ Ждём тех, от кого зависит решение. Напишем, как только будут новости.
on-hold-until = ⏸ <code>#{ $number }</code> отложена до { $at }: ждём тех, от кого зависит решение. Тогда и напишем, а будут новости — раньше.
on-hold = ⏸ <code>#{ $number }</code> отложена: ждём тех, от кого зависит решение. Напишем, как только будут новости.
reopened = ↩️ <code>#{ $number }</code> открыта снова.
reopened-by = ↩️ <code>#{ $number }</code> снова открыта ({ $name }).
closed-by-board = ☑️ <code>#{ $number }</code> закрыта: её больше нет на доске команды. Если помощь ещё нужна, ответьте на это сообщение.
closed-by-board-elsewhere = ☑️ <code>#{ $number }</code> закрыта: её больше нет на доске команды. Если помощь ещё нужна, просто напишите сюда.
cancelled = <code>#{ $number }</code> отменена.
greeted = Здравствуйте. Что случилось?
number-alone = Одного числа команде мало. Если оно к прежней заявке, ответьте на любое её сообщение. Если нет, напишите, что случилось.
flood = Всё, что вы написали, у меня; дайте мне минуту, чтобы передать.
# Вопросы.
which-ticket = К какой заявке это отнести?
which-ticket-default = Не выберете за { $minutes ->
    [one] { $minutes } минуту
    [few] { $minutes } минуты
   *[many] { $minutes } минут
}, добавлю к #{ $number }.
which-ticket-done = Отнёс к <code>#{ $number }</code>.
which-ticket-all = Отнёс к <code>#{ $number }</code> и ещё к { $also }.
which-ticket-new = Это теперь новая заявка, <code>#{ $number }</code>.
add-next = Напишите сюда; следующее сообщение попадёт в <code>#{ $number }</code>.
new-next = Напишите, что случилось; следующее сообщение начнёт новую заявку.
add-next-over = К заявке <code>#{ $number }</code> ничего не добавил.
new-next-used = Начал новую заявку.
new-next-over = Новой заявки нет. Когда понадобится, отправьте /new.
resolved-added = Добавил к <code>#{ $number }</code>. Она решена?
closed-reply = <code>#{ $number }</code> уже закрыта. Открыть её снова или это что-то новое?
cancelled-reply = <code>#{ $number }</code> отменена. Открыть её снова или это что-то новое?
question-new-request = Это теперь новая заявка, <code>#{ $number }</code>.
close-ask = Закрыть <code>#{ $number }</code>?
close-stays = <code>#{ $number }</code> остаётся открытой.
wrote-mail = С вашим адресом пришло письмо: «<code>{ $subject }</code>»{ $n ->
    [one] {""}
    [few] {", всего "}{ $n } сообщения
   *[other] {", всего "}{ $n } сообщений
}. Это писали вы?
wrote-mail-yes = Спасибо. Заявка <code>#{ $number }</code> теперь ваша, ответы приходят сюда.
wrote-mail-no = Спасибо. Команда знает, что писали не вы.
wrote-mail-over = Этого ответа уже никто не ждёт.
rating-doubt-ask = Ещё не решено? { $name } уже знает.
rating-doubt-ask-team = Ещё не решено? Команда уже знает.
rating-doubt-over = Добавил это к вашей оценке. Если ещё не решено, откройте <code>#{ $number }</code> снова.
person-reads = Здесь читает человек.
person-reads-agent = Здесь читает человек: сейчас это { $name } (<code>#{ $number }</code>).
person-reads-queue = Здесь читает человек. Ваше место в очереди: { $place }.
person-knows-boss = { $name } уже знает, что вы хотите поговорить с руководителем.
cancel-which = Какую заявку отменить?
cancel-nothing = Открытых заявок у вас нет.
cancel-asked = Ничего не изменилось. На тот вопрос можно не отвечать.
cancel-question = Хорошо, вопрос снят. С вашими заявками ничего не изменилось.
# Сообщение о решении: что с ним стало.
resolved-ask = ✅ { $name } отмечает <code>#{ $number }</code> как решённую. Теперь всё работает?
resolved-ask-team = ✅ Кажется, <code>#{ $number }</code> решена. Теперь всё работает?
resolved-ask-silence = ✅ По <code>#{ $number }</code> от вас не было ответа. Это ещё нужно?
resolved-stars = Рады, что помогли с <code>#{ $number }</code>. Как прошло?
resolved-word = Спасибо: { $stars }. Хотите добавить пару слов? Просто напишите.
resolved-thanks = Спасибо. ☑️ <code>#{ $number }</code> закрыта.
resolved-thanks-stars = Спасибо: { $stars }. ☑️ <code>#{ $number }</code> закрыта.
resolved-word-stored = Спасибо, передам.
resolved-closed = ☑️ <code>#{ $number }</code> закрыта.
resolved-closed-silence = ☑️ <code>#{ $number }</code> закрыта: ответа не было. Если что-то ещё не так, ответьте на это сообщение.
resolved-cancelled = <code>#{ $number }</code> отменена.
resolved-not-yet = ↩️ <code>#{ $number }</code> снова ведёт { $name }.
resolved-not-yet-team = ↩️ <code>#{ $number }</code> снова у команды.
resolved-asked-again = <code>#{ $number }</code>: спрашиваю ещё раз в новом сообщении, ниже.
resolved-left = Напишите, что осталось.
resolved-left-by-reply = Что ещё не решено? Ответьте на это сообщение.
resolved-back = ↩️ <code>#{ $number }</code> снова в работе.
# Заявки от того, чьи заявки не принимают.
barred = Сейчас команда не принимает ваши заявки. Ваши сообщения сохраняются, но уведомлений о них никто не получает.
# Название своей заявки.
subject-ask = Как назвать <code>#{ $number }</code>? Пришлите новое название. Сейчас это «{ $subject }».
subject-set = <code>#{ $number }</code> теперь называется «{ $subject }».
subject-kept = Сообщения не было, название <code>#{ $number }</code> осталось прежним.
