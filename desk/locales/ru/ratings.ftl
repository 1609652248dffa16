# Звёзды агенту и что бывает после одной-двух звёзд.
resolved-stars-silence = ☑️ <code>#{ $number }</code> закрыта: ответа не было. Если что-то ещё не так, ответьте на это сообщение. А как всё прошло?
resolved-stars-silence-elsewhere = ☑️ <code>#{ $number }</code> закрыта: ответа не было. Если что-то ещё не так, просто напишите сюда. А как всё прошло?
resolved-agent = Спасибо: { $stars }. А как вам { $name }?{ $word ->
    [1] {" "}Можно и пару слов: просто напишите.
   *[0] {""}
 }
low-mark-head = { $name }: { $stars } за <code>#{ $number }</code> «{ $subject }»
low-mark-agent = Тому, кто решил ({ $name }): { $stars }
low-mark-ask = Что случилось? Ответьте на это сообщение. Ваш ответ увидит только команда; администраторы получат его вместе с оценкой.
low-mark-answered = Спасибо. Администраторы получили ваш ответ о <code>#{ $number }</code> вместе с оценкой.
low-mark-over = Администраторы уже получили оценку <code>#{ $number }</code>. Ответ на это сообщение останется заметкой.
low-mark-note = { $name }:
low-mark-unanswered = { $name }: пока без объяснений.
low-mark-no-words = { $name } отвечает без текста; посмотреть — «Открыть».
low-mark-nobody = Кто решил заявку, неизвестно.
history-rating_agent = оценка тому, кто решил: { $new }
remark-rated-agent = { $name }: решено, { $stars }; { $agent }: { $agent_stars }
remark-rated-agent-word = { $name }: решено, { $stars } «{ $words }»; { $agent }: { $agent_stars }
setting-survey-reminder = Авторам: напоминание об опросе
setting-survey-reminder-effect = Авторам, которые не поставили оценку, через день напоминают ещё раз, без звука.
asked-no-more = Вы больше не в команде, отвечать на это не нужно.

# Чем было нажатие каждой кнопки, в журнале.
press-rate = звёзды
press-rate_agent = звёзды агенту
