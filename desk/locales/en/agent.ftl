# What the team reads apart from cards and lists.
# Answers and notes on their way.
heading-reply = <b>#{ $number } · { $name }:</b>
heading-comment = <b>#{ $number } · { $name }:</b>
heading-note = // <b>#{ $number } · { $name }:</b>
heading-plain = <b>{ $name }:</b>
heading-plain-note = // <b>{ $name }:</b>
answer-blocked = { $name } has blocked the bot. The answer to <b>#{ $number }</b> is saved and will arrive when they unblock it.
answer-unmet = { $name } has not started this bot yet. The answer to <b>#{ $number }</b> is saved and will arrive when they do.
answer-undeliverable = The answer to <b>#{ $number }</b> cannot be delivered: { $name } no longer has a Telegram account. It stays in the ticket.
answer-changed-on-board = Edited on the board. { $name } now reads: { $words }
note-changed-on-board = Edited on the board: { $words }
hold-reason-ask = ⏸ <b>#{ $number }</b> is on hold. Why? Reply to this message; only the team sees it.
hold-reason-stored = Noted in <b>#{ $number }</b>.
# Where to.
where-to = { $n ->
    [1] Where should I send this?
   *[other] Where should I send these { $n } messages?
}
where-to-first = The status has not changed: your last words have not been sent yet. Choose where to send them, then try again.
where-to-own = I sent this to nobody: you have no ticket that it could be for. Is it a request of your own? /help shows what I can do.
where-to-own-more = I sent these { $n } messages to nobody: you have no ticket that they could be for. Are they a request of your own? /help shows what I can do.
where-to-done = Sent to <b>#{ $number }</b>.
where-to-new = This is now your own request, <code>#{ $number }</code>.
where-to-none = Not sent.
not-yours = <b>#{ $number }</b> is with { $name }. Send your answer to the requester anyway?
not-yours-nobody = Send this to the requester of <b>#{ $number }</b>?
# Changes of tickets.
assigned-to-you = 🙋 { $name } has handed <b>#{ $number }</b> over to you.
assigned-on-board = 🙋 <b>#{ $number }</b> is yours: it was assigned to you on the board.
taken-from-you = { $by }: <b>#{ $number }</b> is now with { $name }.
card-below = <b>#{ $number }</b>: see the newer card below.
released-from-you = { $by } has released <b>#{ $number }</b>; it is back in the queue.
changed-by = { $by }: <b>#{ $number }</b> is { $status ->
    [in_progress] now in progress
    [pending] now waiting for the requester
    [on_hold] now on hold
    [resolved] now resolved
    [closed] now closed
    [reopened] reopened
    [cancelled] now cancelled
    [new] now new
   *[assigned] now taken
}.
requester-solved = ✅ { $name } says that <b>#{ $number }</b> works now. It is closed and counts as solved.
requester-cancelled = { $name } has cancelled <b>#{ $number }</b>.
rating-doubt = After the stars for <b>#{ $number }</b>, { $name } wrote: “{ $words }”
boss-wanted = { $by } wants to speak to a manager about <b>#{ $number }</b>.
requester-reopened = ↩️ { $name } says that it is not solved yet: <b>#{ $number }</b> is yours again.
requester-needs-it = ↩️ { $name } still needs <b>#{ $number }</b>; it is yours again.
vanished-deleted = <b>#{ $number }</b> was closed: its task was deleted on the board.
vanished-moved = <b>#{ $number }</b> was closed: its task was moved to another project.
board-comment-hint = Your comment went to { $name }. Begin it with // if only the team should see it.
# Reminders.
remind-untaken = Nobody has taken <b>#{ $number }</b> yet; it has been waiting for { $age }.
remind-waiting = { $name } has been waiting for your answer in <b>#{ $number }</b> for { $age }.
remind-many = { $n ->
    [one] { $n } ticket has been waiting for { $age }.
   *[other] { $n } tickets are waiting, the oldest for { $age }.
}
remind-line-untaken = <b>#{ $number }</b> { $name } · not taken · { $age }
remind-line-waiting = <b>#{ $number }</b> { $name } · waiting for you · { $age }
escalate-waiting = { $name } has been waiting for an answer in <b>#{ $number }</b> for { $age }; it is with { $assignee }.
remind-line-escalated = <b>#{ $number }</b> { $name } · with { $assignee } · { $age }
nobody-on-duty = Nobody on the team is available, so <b>#{ $number }</b> comes to you.
# What was done, where no card says it.
card-undo = { $name } will be asked in { $n ->
    [one] { $n } second
   *[other] { $n } seconds
} whether it is solved. Until then you can undo this.
done-claim = 🙋 <b>#{ $number }</b> is yours.
done-release = <b>#{ $number }</b> is back in the queue.
done-progress = 💬 <b>#{ $number }</b> is in progress.
done-pending = ⏳ <b>#{ $number }</b> is waiting for { $name }.
done-hold = ⏸ <b>#{ $number }</b> is on hold.
done-resolve = ✅ <b>#{ $number }</b> is resolved.
done-with-words = { $status ->
    [pending] ⏳ <b>#{ $number }</b> is waiting for { $name }, who gets your words.
    [on_hold] ⏸ <b>#{ $number }</b> is on hold. { $name } gets your words.
   *[resolved] ✅ <b>#{ $number }</b> is resolved. { $name } gets your words and is asked whether it works.
}
# An agent takes back what they did last. `what`: what became of it.
take-back = { $what ->
    [sent] I deleted your answer to <b>#{ $number }</b>. { $name } may have read it already.
    [unsent] Your last answer{ $number ->
        [0] {""}
       *[other] {" "}to <b>#{ $number }</b>
    } was not sent.
    [note] I deleted your note to <b>#{ $number }</b>.
    [status] I undid your last change of <b>#{ $number }</b>. { $name } was not told.
    [late] It is too late for one word: your answer to <b>#{ $number }</b> stays. To delete it, reply to it with /delete.
    [none] Nothing can be taken back now. To delete an earlier message, reply to it with /delete.
   *[again] That is already deleted. To delete an earlier message, reply to it with /delete.
}
answer-taken-back = Nothing of it was sent: the requester of <b>#{ $number }</b> will not read your last answer. It is still in our chat; send it again when it is ready.
done-reopen = ↩️ <b>#{ $number }</b> is reopened.
done-hand = <b>#{ $number }</b> is now with { $name }.
done-priority = <b>#{ $number }</b>: priority { $priority ->
    [1] critical
    [2] high
    [3] medium
   *[4] low
}.
done-category = <b>#{ $number }</b>: { $name }.
done-block = { $name } is blocked: the team gets no more requests from them. Their messages are saved; use /blocked to see them or to unblock.
done-block-system = { $name } is blocked: the team gets no more requests from them. Their integration gets 403 for each; use /blocked to unblock.
# Reactions.
reaction-got = { $signs ->
    [custom] { $name } reacted to your answer in <b>#{ $number }</b> with a custom emoji.
   *[other] { $signs } { $name } reacted to your answer in <b>#{ $number }</b>.
}
reaction-gone = { $name } removed the reaction to your answer in <b>#{ $number }</b>.
# Words of an agent that the desk does not wholly read.
colleagues-note = Should { $name } see this? I have not sent it yet. Only the team can read it as a note of <code>#{ $number }</code>.
colleagues-note-done = Saved as a note of <code>#{ $number }</code>, for the team only.
colleagues-nothing-done = <code>#{ $number }</code> stays as it is. Your words were not sent.
btn-colleagues-note = Only us
btn-send-words = Send the words
