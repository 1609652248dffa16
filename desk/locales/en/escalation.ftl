# Calling somebody more senior to a ticket.

escalated-hand = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated by { $by }: { $reason }
escalated-board = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated on the board by { $by }.
escalated-on-board = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated on the board.
escalated-word = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated: its requester wrote “{ $reason }”.
escalated-reopened = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated: it was opened again ({ $reason }×).
escalated-breach = 🔺 <code>#{ $number }</code> “{ $subject }” is escalated: it is late.
critical-now = 🔴 { $by }: <code>#{ $number }</code> “{ $subject }” is critical now.
escalated-already = <code>#{ $number }</code> is escalated already.
not-escalated = <code>#{ $number }</code> is not escalated.
done-escalate = <code>#{ $number }</code> is escalated.
done-deescalate = <code>#{ $number }</code> is no longer escalated.
usage-escalate = Which ticket, and why? Like this: /escalate 42 the hall opens in an hour
escalation-ask = Why shall <code>#{ $number }</code> be escalated? Reply to this message; it stays inside.
escalation-late = Nobody was called: <code>#{ $number }</code> is { $status ->
    [resolved] solved
    [cancelled] cancelled
   *[other] closed
} by now. What you wrote is a note there.
escalation-stored = Noted in <code>#{ $number }</code>.
card-escalated = 🔺 escalated { $ago }
btn-escalate = 🔺 Escalate
btn-deescalate = End the escalation
btn-ring = Ring again

history-escalated = escalated: { $new }
history-escalated_board = escalated on the board
history-escalated_word = escalated by the word { $new }
history-escalated_reopened = escalated, opened again so often: { $new }
history-escalated_breach = escalated: late
history-deescalated = no longer escalated

setting-group-escalation = Escalation
setting-escalate-to = Who is called
setting-escalate-to-effect = Whoever is chosen hears at once of a ticket that is escalated or raised to critical; nobody chosen, or none of them there: all admins.
setting-escalate-further = Who is called next
setting-escalate-further-effect = Where somebody is chosen, escalating an escalated ticket once more calls them.
setting-escalate-words = Words that escalate
setting-escalate-words-effect = A request or comment with one of these words, whole and in any case, is escalated by itself.
setting-escalate-reopened = Escalate what is opened again
setting-escalate-reopened-effect = A ticket that is opened again for this many times is escalated by itself.
setting-escalate-breach = Escalate what is late
setting-escalate-breach-effect = A ticket whose time has passed is escalated by itself.
