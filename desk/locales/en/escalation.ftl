# Escalation: somebody more senior is called to a ticket.
escalated-hand = 🔺 { $by } escalated <code>#{ $number }</code> “{ $subject }”: { $reason }
escalated-board = 🔺 { $by } escalated <code>#{ $number }</code> “{ $subject }” on the board.
escalated-on-board = 🔺 <code>#{ $number }</code> “{ $subject }” was escalated on the board.
escalated-word = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated: the requester wrote “{ $reason }”.
escalated-reopened = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated: reopened { $reason }×.
escalated-breach = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated: it is overdue.
critical-now = 🔴 { $by }: <code>#{ $number }</code> “{ $subject }” is now critical.
escalated-already = <code>#{ $number }</code> is already escalated.
not-escalated = <code>#{ $number }</code> is not escalated.
done-escalate = <code>#{ $number }</code> is escalated.
done-deescalate = <code>#{ $number }</code> is no longer escalated.
usage-escalate = Which ticket, and why? Example: /escalate 42 the hall opens in an hour
escalation-ask = Why escalate <code>#{ $number }</code>? Reply to this message; only the team sees it.
escalation-late = Not escalated: <code>#{ $number }</code> is already { $status ->
    [resolved] resolved
    [cancelled] cancelled
   *[other] closed
}. What you wrote is saved there as a note.
escalation-stored = Noted in <code>#{ $number }</code>.
card-escalated = 🔺 escalated
btn-escalate = 🔺 Escalate
btn-deescalate = End the escalation
btn-ring = Notify again
history-escalated = escalated: { $new }
history-escalated_board = escalated on the board
history-escalated_word = escalated by the word { $new }
history-escalated_reopened = escalated, times reopened: { $new }
history-escalated_breach = escalated: overdue
history-deescalated = no longer escalated
setting-group-escalation = Escalation
setting-escalate-to = Escalate to
setting-escalate-to-effect = These people are notified at once of a ticket that is escalated or becomes critical. If nobody is chosen or available: all admins.
setting-escalate-words = Words that escalate
setting-escalate-words-effect = A request or message from a requester with one of these whole words, in any case, is escalated automatically.
setting-escalate-reopened = Escalate reopened tickets
setting-escalate-reopened-effect = A ticket that is reopened this many times is escalated automatically.
setting-escalate-breach = Escalate overdue tickets
setting-escalate-breach-effect = A ticket that becomes overdue is escalated automatically.

# What a press of each button was, in the log.
press-escalate = escalate
press-deescalate = end the escalation
press-ring = notify everyone again
press-copies = answers to those in copy or not
press-whosemail = ask who wrote a mail
press-whose = whose request a forwarded mail is
