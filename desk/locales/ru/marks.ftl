# Звёзды тому, кто решил, и что бывает, когда их мало.
resolved-stars-silence = ☑️ <code>#{ $number }</code> закрыта: ответа не было. Если что-то осталось, ответьте на это сообщение. А как всё прошло?
resolved-stars-silence-elsewhere = ☑️ <code>#{ $number }</code> закрыта: ответа не было. Если что-то осталось, просто напишите сюда. А как всё прошло?
resolved-agent = Спасибо: { $stars }. А как вам { $name }?{ $word ->
    [1] {" "}Можно и пару слов: просто напишите.
   *[0] {""}
 }
low-mark-head = { $name }: { $stars } за <code>#{ $number }</code> «{ $subject }»
low-mark-agent = Тому, кто решил ({ $name }): { $stars }
low-mark-ask = Что случилось? Ответьте на это сообщение. Ваши слова останутся внутри команды; администраторы получат их вместе с оценкой.
low-mark-answered = Спасибо. Администраторы получили ваши слова о <code>#{ $number }</code> вместе с оценкой.
low-mark-over = Администраторы получили оценку <code>#{ $number }</code>. Ответ на это сообщение останется заметкой.
low-mark-note = { $name }:
low-mark-unanswered = { $name }: пока без объяснений.
low-mark-no-words = { $name }: ответ без слов, его покажет «Открыть».
low-mark-nobody = Кто решил заявку, неизвестно.
history-rating_agent = оценка тому, кто решил: { $new }
remark-rated-agent = { $name }: решено, { $stars }; { $agent }: { $agent_stars }
remark-rated-agent-word = { $name }: решено, { $stars } «{ $words }»; { $agent }: { $agent_stars }
setting-survey-reminder = Автору: звёзды, ещё раз
setting-survey-reminder-effect = Кто не ответил на просьбу о звёздах, того через день просят ещё раз, без звука.
setting-low-marks = Одна-две звезды
setting-low-marks-effect = Того, кто решил, спрашивают, что случилось. Оценка и ответ приходят администраторам вместе; нет ответа — через день приходит одна оценка.
asked-no-more = Вы больше не в команде: отвечать на это не нужно.
