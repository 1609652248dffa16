# What staff read beside cards and lists.

# Answers and notes on their way.
heading-reply = <b>#{ $number } · { $name }:</b>
heading-comment = <b>#{ $number } · { $name }:</b>
heading-note = // <b>#{ $number } · { $name }:</b>
heading-plain = <b>{ $name }:</b>
heading-plain-note = // <b>{ $name }:</b>
answer-blocked = { $name } has blocked the bot. The answer to <b>#{ $number }</b> is stored and arrives when they are back.
answer-unmet = { $name } has not started this bot yet. The answer to <b>#{ $number }</b> is stored and arrives when they start it.
answer-undeliverable = The answer to <b>#{ $number }</b> cannot be delivered: Telegram no longer knows { $name }. It stays in the ticket.
answer-changed-on-board = Changed on the board; { $name } reads now: { $words }
note-changed-on-board = Changed on the board: { $words }
hold-reason-ask = ⏸ <b>#{ $number }</b> is on hold. Why? Reply to this message; it stays inside.
hold-reason-stored = Noted in <b>#{ $number }</b>.

# Where to.
where-to = Where shall I send this?
where-to-done = Sent to <b>#{ $number }</b>.
where-to-new = This is now your own request, <code>#{ $number }</code>.
where-to-none = Not sent.
not-yours = <b>#{ $number }</b> is with { $name }. Send your answer to the requester all the same?
not-yours-nobody = Send this to the requester of <b>#{ $number }</b>?

# News of tickets.
assigned-to-you = 🙋 { $name } has given you <b>#{ $number }</b>.
assigned-on-board = 🙋 <b>#{ $number }</b> is yours: assigned to you on the board.
taken-from-you = { $by }: <b>#{ $number }</b> is now with { $name }.
card-below = <b>#{ $number }</b>: a newer card follows.
released-from-you = { $by } has released <b>#{ $number }</b>; it is in the queue again.
changed-by = { $by }: <b>#{ $number }</b> is { $status ->
    [in_progress] in progress now
    [pending] waiting for the requester now
    [on_hold] on hold now
    [resolved] resolved now
    [closed] closed now
    [reopened] open again
    [cancelled] cancelled now
    [new] new now
   *[assigned] taken now
}.
requester-cancelled = { $name } has cancelled <b>#{ $number }</b>.
requester-reopened = ↩️ { $name }: not solved yet, <b>#{ $number }</b> is yours again.
requester-needs-it = ↩️ { $name } needs <b>#{ $number }</b> after all; it is yours again.
vanished-deleted = <b>#{ $number }</b> was closed: its task was deleted on the board.
vanished-moved = <b>#{ $number }</b> was closed: its task was moved to another project.
board-comment-hint = Your comment went to { $name }. Start with // to keep it inside.

# Reminders.
remind-untaken = Nobody has taken <b>#{ $number }</b> yet; it has been waiting { $age }.
remind-waiting = { $name } has been waiting for your answer in <b>#{ $number }</b> for { $age }.
remind-many = { $n ->
    [one] { $n } request is waiting, for { $age }.
   *[other] { $n } requests are waiting, the oldest { $age }.
}
remind-line-untaken = <b>#{ $number }</b> { $name } · nobody yet · { $age }
remind-line-waiting = <b>#{ $number }</b> { $name } · waits for you · { $age }
escalate-waiting = { $name } has been waiting in <b>#{ $number }</b> for { $age }; { $assignee } has it.
remind-line-escalated = <b>#{ $number }</b> { $name } · with { $assignee } · { $age }
nobody-on-duty = Nobody is on duty: <b>#{ $number }</b> has come to you.

# Being there.
welcome-agent = You are on the team. New requests come as cards: press Take, then answer by replying to a message. // is for us only. In the queue now: { $n }.{ $board ->
    [0] {""}
   *[other] {" "}/link tells me who you are on the board.
}
welcome-admin = You are an admin. New requests come as cards: press Take, then answer by replying to a message. // is for us only. /invite makes a link for a colleague. In the queue now: { $n }.{ $board ->
    [0] {""}
   *[other] {" "}/link tells me who you are on the board.
}
away = You are away: no new cards until /back.
away-holding = You are away. You have { $n ->
    [one] { $n } request
   *[other] { $n } requests
}.
away-kept = They stay with you; what concerns them still comes.{ $away ->
    [until] {" "}No new cards before { $until }; /back ends it earlier.
    [back] {""}
   *[open] {" "}No new cards until /back.
}
back = You are back. { $n ->
    [0] Nobody is waiting.
    [one] { $n } request is waiting.
   *[other] { $n } requests are waiting.
}
quiet-on = New cards come without a sound now. /quiet again ends that.
quiet-off = New cards ring again.
released-all = { $n ->
    [0] You have nothing to release.
    [one] { $n } request is back in the queue.
   *[other] { $n } requests are back in the queue.
}{ $away ->
    [until] {" "}No new cards before { $until }; /back ends it earlier.
    [back] {""}
   *[open] {" "}No new cards until /back.
}

# Done lines, where no card says it.
card-undo = { $name } will be asked in { $n ->
    [one] { $n } second
   *[other] { $n } seconds
} whether it is solved. Undo takes it back until then.
done-claim = 🙋 <b>#{ $number }</b> is yours.
done-release = <b>#{ $number }</b> is in the queue again.
done-progress = 💬 <b>#{ $number }</b> is in progress.
done-pending = ⏳ <b>#{ $number }</b> waits for { $name }.
done-hold = ⏸ <b>#{ $number }</b> is on hold.
done-resolve = ✅ <b>#{ $number }</b> is resolved.
done-reopen = ↩️ <b>#{ $number }</b> is open again.
done-hand = <b>#{ $number }</b> is with { $name } now.
done-priority = <b>#{ $number }</b>: priority { $priority ->
    [1] critical
    [2] high
    [3] medium
   *[4] low
}.
done-category = <b>#{ $number }</b>: { $name }.

done-block = The team takes no more requests from { $name }. What they send is stored; /blocked shows it and undoes this.
done-block-system = The team takes no more requests from { $name }. Their system hears 403 for each; /blocked undoes this.

# What people say without words.
reaction-got = { $signs ->
    [custom] { $name } set an emoji of their own on your answer in <b>#{ $number }</b>.
   *[other] { $signs } { $name }, on your answer in <b>#{ $number }</b>.
}
reaction-gone = { $name } took the reaction to your answer in <b>#{ $number }</b> back.
