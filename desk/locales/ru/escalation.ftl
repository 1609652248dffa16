# Эскалация: к заявке зовут старшего.
escalated-hand = 🔺 <code>#{ $number }</code> «{ $subject }»: { $by } зовёт старшего: { $reason }
escalated-board = 🔺 <code>#{ $number }</code> «{ $subject }»: { $by } зовёт старшего на доске.
escalated-on-board = 🔺 <code>#{ $number }</code> «{ $subject }»: на доске зовут старшего.
escalated-word = 🔺 <code>#{ $number }</code> «{ $subject }»: нужен старший, автор пишет «{ $reason }».
escalated-reopened = 🔺 <code>#{ $number }</code> «{ $subject }»: нужен старший, заявку открывали снова ({ $reason }×).
escalated-breach = 🔺 <code>#{ $number }</code> «{ $subject }» просрочена: нужен старший.
critical-now = 🔴 { $by }: у <code>#{ $number }</code> «{ $subject }» теперь критический приоритет.
escalated-already = К заявке <code>#{ $number }</code> старшего уже позвали.
not-escalated = К заявке <code>#{ $number }</code> старшего не звали.
done-escalate = К заявке <code>#{ $number }</code> позвали старшего.
done-deescalate = С заявки <code>#{ $number }</code> эскалация снята.
usage-escalate = К какой заявке и почему? Например: /escalate 42 зал открывается через час
escalation-ask = Почему к <code>#{ $number }</code> нужен старший? Ответьте на это сообщение; его увидит только команда.
escalation-late = Эскалации не будет: заявка <code>#{ $number }</code> уже { $status ->
    [resolved] решена
    [cancelled] отменена
   *[other] закрыта
}. Ваше сообщение осталось в ней заметкой.
escalation-stored = Записал в <code>#{ $number }</code>.
card-escalated = 🔺 эскалация
btn-escalate = 🔺 Позвать старшего
btn-deescalate = Снять эскалацию
btn-ring = Сообщить ещё раз
history-escalated = эскалация: { $new }
history-escalated_board = эскалация на доске
history-escalated_word = эскалация по слову { $new }
history-escalated_reopened = эскалация: открыта снова, раз: { $new }
history-escalated_breach = эскалация: просрочена
history-deescalated = эскалация снята
setting-group-escalation = Эскалация
setting-escalate-to = Кого звать
setting-escalate-to-effect = Этим людям бот сразу сообщает о заявке с эскалацией или с критическим приоритетом. Если никто не выбран или всех нет на месте — всем администраторам.
setting-escalate-words = Слова для эскалации
setting-escalate-words-effect = Если в заявке или сообщении автора есть такое слово (целиком, в любом регистре), бот сам зовёт старшего.
setting-escalate-reopened = Эскалация открытых снова
setting-escalate-reopened-effect = К заявке, которую открывали снова столько раз, бот сам зовёт старшего.
setting-escalate-breach = Эскалация просроченных
setting-escalate-breach-effect = К просроченной заявке бот сам зовёт старшего.

# Чем было нажатие каждой кнопки, в журнале.
press-escalate = позвать старшего
press-deescalate = снять эскалацию
press-ring = сообщить всем ещё раз
press-copies = ответы тем, кто в копии, или нет
press-whosemail = спросить, кто писал письмо
press-whose = чья заявка, если письмо переслано
