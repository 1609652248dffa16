# Что читает команда, кроме карточек и списков.
# Ответы и заметки в пути.
heading-reply = <b>#{ $number } · { $name }:</b>
heading-comment = <b>#{ $number } · { $name }:</b>
heading-note = // <b>#{ $number } · { $name }:</b>
heading-plain = <b>{ $name }:</b>
heading-plain-note = // <b>{ $name }:</b>
answer-blocked = { $name }: бот заблокирован. Ответ в <b>#{ $number }</b> сохранён и придёт, когда блокировку снимут.
answer-unmet = { $name }: чата с этим ботом ещё нет. Ответ в <b>#{ $number }</b> сохранён и придёт, когда чат появится.
answer-undeliverable = Ответ в <b>#{ $number }</b> доставить некому: аккаунта в Telegram больше нет ({ $name }). Ответ остаётся в заявке.
answer-changed-on-board = Изменено на доске; { $name } теперь читает: { $words }
note-changed-on-board = Изменено на доске: { $words }
hold-reason-ask = ⏸ <b>#{ $number }</b> отложена. Почему? Ответьте на это сообщение; причину увидит только команда.
hold-reason-stored = Записал в <b>#{ $number }</b>.
# Куда отправить.
where-to = { $n ->
    [1] Куда отправить?
    [one] Куда отправить { $n } сообщение?
    [few] Куда отправить эти { $n } сообщения?
   *[many] Куда отправить эти { $n } сообщений?
}
where-to-first = Статус прежний: ваши последние слова ещё не отправлены. Выберите, куда их отправить, и повторите.
where-to-own = Никому не отправил: у вас нет заявок, к которым это может относиться. Это ваша собственная заявка? Что я умею: /help.
where-to-own-more = Никому не отправил (сообщений: { $n }): у вас нет заявок, к которым это может относиться. Это ваша собственная заявка? Что я умею: /help.
where-to-done = Отправил в <b>#{ $number }</b>.
where-to-new = Это теперь ваша собственная заявка, <code>#{ $number }</code>.
where-to-none = Не отправляю.
not-yours = <b>#{ $number }</b> ведёт { $name }. Всё равно отправить ваш ответ автору?
not-yours-nobody = Отправить это автору <b>#{ $number }</b>?
# Изменения заявок.
assigned-to-you = 🙋 { $name } передаёт вам <b>#{ $number }</b>.
assigned-on-board = 🙋 <b>#{ $number }</b> у вас: так назначено на доске.
taken-from-you = { $by }: <b>#{ $number }</b> теперь ведёт { $name }.
card-below = <b>#{ $number }</b>: ниже новая карточка.
released-from-you = <b>#{ $number }</b> вернулась в очередь ({ $by }).
changed-by = { $by }: <b>#{ $number }</b> { $status ->
    [in_progress] теперь в работе
    [pending] теперь ждёт автора
    [on_hold] отложена
    [resolved] решена
    [closed] закрыта
    [reopened] открыта снова
    [cancelled] отменена
    [new] снова новая
   *[assigned] теперь взята
}.
requester-solved = ✅ { $name }: всё заработало. Заявка <b>#{ $number }</b> закрыта и засчитана как решённая.
requester-cancelled = Заявка <b>#{ $number }</b> отменена автором ({ $name }).
rating-doubt = После оценки <b>#{ $number }</b> пишет { $name }: «{ $words }»
boss-wanted = { $by } хочет поговорить с руководителем о <b>#{ $number }</b>.
requester-reopened = ↩️ { $name } говорит, что ещё не решено: <b>#{ $number }</b> снова у вас.
requester-needs-it = ↩️ { $name } говорит, что <b>#{ $number }</b> всё-таки нужна: она снова у вас.
vanished-deleted = <b>#{ $number }</b> закрыта: её задачу удалили на доске.
vanished-moved = <b>#{ $number }</b> закрыта: её задачу перенесли в другой проект.
board-comment-hint = Ваш комментарий увидит { $name }. Если он только для команды, начните его с //.
# Напоминания.
remind-untaken = <b>#{ $number }</b> ещё никто не взял, она ждёт { $age }.
remind-waiting = { $name } ждёт вашего ответа в <b>#{ $number }</b> уже { $age }.
remind-many = { $n ->
    [1] Ждёт { $n } заявка, { $age }.
    [one] Ждёт { $n } заявка, старшая { $age }.
    [few] Ждут { $n } заявки, старшая { $age }.
   *[many] Ждут { $n } заявок, старшая { $age }.
}
remind-line-untaken = <b>#{ $number }</b> { $name } · никто не взял · { $age }
remind-line-waiting = <b>#{ $number }</b> { $name } · ждёт вас · { $age }
escalate-waiting = { $name } ждёт ответа в <b>#{ $number }</b> уже { $age }; заявку ведёт { $assignee }.
remind-line-escalated = <b>#{ $number }</b> { $name } · ведёт { $assignee } · { $age }
nobody-on-duty = На месте никого нет, поэтому <b>#{ $number }</b> пришла вам.
# Что сделано, там, где этого не говорит карточка.
card-undo = Через { $n ->
    [one] { $n } секунду
    [few] { $n } секунды
   *[other] { $n } секунд
} автор ({ $name }) получит вопрос, решена ли заявка. До этого можно отменить.
done-claim = 🙋 <b>#{ $number }</b> у вас.
done-release = <b>#{ $number }</b> снова в очереди.
done-progress = 💬 <b>#{ $number }</b> в работе.
done-pending = ⏳ <b>#{ $number }</b> ждёт ответа автора ({ $name }).
done-hold = ⏸ <b>#{ $number }</b> отложена.
done-resolve = ✅ <b>#{ $number }</b> решена.
done-with-words = { $status ->
    [pending] ⏳ <b>#{ $number }</b> ждёт ответа автора. Ваши слова получит { $name }.
    [on_hold] ⏸ <b>#{ $number }</b> отложена. Ваши слова получит { $name }.
   *[resolved] ✅ <b>#{ $number }</b> решена. Ваши слова получит { $name } вместе с вопросом, всё ли работает.
}
# Сотрудник забирает назад то, что сделал последним. `what`: что с этим стало.
take-back = { $what ->
    [sent] Удалил ваш ответ по <b>#{ $number }</b>. Автор заявки ({ $name }) мог успеть его прочитать.
    [unsent] Последний ответ{ $number ->
        [0] {""}
       *[other] {" "}по <b>#{ $number }</b>
    } не отправлен.
    [note] Удалил вашу заметку к <b>#{ $number }</b>.
    [status] Отменил ваше последнее изменение <b>#{ $number }</b>. Автор заявки ({ $name }) о нём не узнал.
    [late] Одним словом уже не отменить: ответ по <b>#{ $number }</b> остаётся. Чтобы удалить его, ответьте на него командой /delete.
    [none] Сейчас отменять нечего. Чтобы удалить более раннее сообщение, ответьте на него командой /delete.
   *[again] Это уже удалено. Чтобы удалить более раннее сообщение, ответьте на него командой /delete.
}
answer-taken-back = Ничего не отправлено: ваш последний ответ по <b>#{ $number }</b> автор не увидит. Текст остался в нашем чате, его можно отправить снова.
done-reopen = ↩️ <b>#{ $number }</b> открыта снова.
done-hand = <b>#{ $number }</b> теперь ведёт { $name }.
done-priority = <b>#{ $number }</b>: приоритет { $priority ->
    [1] критический
    [2] высокий
    [3] средний
   *[4] низкий
}.
done-category = <b>#{ $number }</b>: { $name }.
done-block = { $name }: заявки больше не принимаются. Сообщения сохраняются; посмотреть их или разблокировать: /blocked
done-block-system = { $name }: заявки больше не принимаются, система получает в ответ 403. Разблокировать: /blocked
# Реакции.
reaction-got = { $signs ->
    [custom] { $name } отвечает своим эмодзи на ваш ответ в <b>#{ $number }</b>.
   *[other] { $signs } { $name }: реакция на ваш ответ в <b>#{ $number }</b>.
}
reaction-gone = { $name }: реакции на ваш ответ в <b>#{ $number }</b> больше нет.
# Слова сотрудника, прочитанные не целиком.
colleagues-note = Это должен прочитать автор заявки ({ $name })? Пока ничего не отправлено. Если нет, сохраню как заметку к <code>#{ $number }</code>.
colleagues-note-done = Сохранено как заметка к <code>#{ $number }</code>, видит только команда.
colleagues-nothing-done = В <code>#{ $number }</code> всё как было. Слова не отправлены.
btn-colleagues-note = Только для своих
btn-send-words = Отправить слова
