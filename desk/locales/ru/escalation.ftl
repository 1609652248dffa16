# Позвать к заявке старшего.

escalated-hand = 🔺 <code>#{ $number }</code> «{ $subject }»: { $by } зовёт старшего: { $reason }
escalated-board = 🔺 <code>#{ $number }</code> «{ $subject }»: { $by } зовёт старшего на доске.
escalated-on-board = 🔺 <code>#{ $number }</code> «{ $subject }»: на доске зовут старшего.
escalated-word = 🔺 <code>#{ $number }</code> «{ $subject }»: нужен старший, автор пишет «{ $reason }».
escalated-reopened = 🔺 <code>#{ $number }</code> «{ $subject }»: нужен старший, заявку вернули ({ $reason }×).
escalated-breach = 🔺 <code>#{ $number }</code> «{ $subject }» просрочена: нужен старший.
critical-now = 🔴 { $by }: у <code>#{ $number }</code> «{ $subject }» теперь критический приоритет.
escalated-already = К заявке <code>#{ $number }</code> старшего уже позвали.
not-escalated = К заявке <code>#{ $number }</code> старшего не звали.
done-escalate = К заявке <code>#{ $number }</code> позвали старшего.
done-deescalate = К заявке <code>#{ $number }</code> старшего больше не зовём.
usage-escalate = К какой заявке и почему? Например: /escalate 42 зал открывается через час
escalation-ask = Почему к <code>#{ $number }</code> нужен старший? Ответьте на это сообщение; это останется внутри.
escalation-late = Старшего не позвал: заявка <code>#{ $number }</code> уже { $status ->
    [resolved] решена
    [cancelled] отменена
   *[other] закрыта
}. Ваши слова остались в ней заметкой.
escalation-stored = Записал в <code>#{ $number }</code>.
card-escalated = 🔺 позвали старшего { $ago }
btn-escalate = 🔺 Позвать старшего
btn-deescalate = Старший больше не нужен
btn-ring = Позвать ещё раз

history-escalated = позвали старшего: { $new }
history-escalated_board = позвали старшего на доске
history-escalated_word = позвали старшего по слову { $new }
history-escalated_reopened = позвали старшего, заявку вернули столько раз: { $new }
history-escalated_breach = позвали старшего: просрочена
history-deescalated = старший больше не нужен

setting-group-escalation = Позвать старшего
setting-escalate-to = Кого звать
setting-escalate-to-effect = Выбранные сразу узнают о заявке, к которой нужен старший или которая стала критической; если никто не выбран или все выбранные отошли, то все администраторы.
setting-escalate-further = Кого звать потом
setting-escalate-further-effect = Если здесь кто-то выбран, ещё один вызов к той же заявке идёт им.
setting-escalate-words = Слова, по которым зовём
setting-escalate-words-effect = Заявка или сообщение автора с таким словом (целиком, в любом регистре) само зовёт старшего.
setting-escalate-reopened = Звать, если заявку возвращают
setting-escalate-reopened-effect = К заявке, которую вернули столько раз, старшего зовём сами.
setting-escalate-breach = Звать к просроченным
setting-escalate-breach-effect = К заявке, срок которой прошёл, старшего зовём сами.
