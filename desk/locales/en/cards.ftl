# Cards of tickets, and lists.

# Cards of staff. The first line of a card.
card-yours = 🙋 <b>#{ $number }</b> is yours
card-taken = 🙋 <b>#{ $number }</b> taken by { $name }
card-resolved = ✅ <b>#{ $number }</b> resolved
card-closed = ☑️ <b>#{ $number }</b> closed
card-cancelled = ☑️ <b>#{ $number }</b> cancelled
card-with = with { $name }
card-with-you = with you
card-nobody = not taken
card-requests = their tickets: { $n }
card-hold-reason = On hold: { $reason }
card-tags = Labels: { $tags }
card-needs-answer = needs an answer
card-closed-why = { $reason ->
    [task-deleted] its task was deleted on the board
    [task-missing] its task is no longer on the board
    [task-moved] its task was moved to another project
    [silence] no answer
    [nobody-to-ask] there was nobody to ask
    [confirmed] confirmed by the requester
    [merged] merged into another ticket
    [answered] a suggested answer helped
   *[other] { $reason }
}
card-edited = edited
card-delivery = { $state ->
    [waiting] waiting
    [blocked] not delivered: the bot is blocked
   *[failed] not delivered
}
card-reach = { $reach ->
    [gone] { $name } no longer has a Telegram account: answers stay here.
   *[blocked] { $name } has blocked the bot: answers wait until they unblock it.
}
card-barred = { $name } is blocked: the team gets no requests from them.
card-more = { $n ->
    [one] … and { $n } more message
   *[other] … and { $n } more messages
}
card-cut = <i>Shortened. Press Open to read all of it.</i>
open-cut = <i>Shortened. Press Whole thread to read all of it.</i>

# An open request, as its requester sees it.
open-subject = <code>#{ $number }</code> <b>{ $subject }</b>
state-with = with { $name } for { $age }
state-place = Place in the queue: { $place }
open-with = with { $name }
open-usual = We usually answer within { $usual }.
open-turn = { $at } { $what ->
    [filed] went to the team
    [taken] taken by { $name }
    [taken-on-board] taken by the team
    [released] back in the queue
    [in_progress] in progress
    [pending] waiting for you
    [on_hold] on hold
    [resolved] resolved
    [closed] closed
    [reopened] reopened
   *[cancelled] cancelled
}
open-you = You

# Lists.
list-title = <b>Your requests</b> · open: { $n }
list-empty = You have no requests yet. Just write what happened.
list-line = { $sign } <b>#{ $number }</b> { $rest }
queue-title = <b>The queue</b> · { $n }
queue-empty = The queue is empty.
mine-title = <b>Yours</b> · { $n }
mine-empty = Nothing is assigned to you. /queue shows what nobody has taken.
found-title = <b>Found</b> · { $n }
found-title-newest = <b>Found</b> · the newest { $n }; add a word to narrow it down
found-empty = Nothing found for “{ $words }”.
list-pages = page { $page } of { $pages }
list-waiting-you = waiting for you
list-needs-answer = { $whose ->
    [yours] waiting for your answer
   *[ours] waiting for our answer
 }
thread-title = <b>#{ $number }</b> { $subject }
thread-empty = Nothing has been written yet.
hand-title = Who should get <b>#{ $number }</b>?
hand-nobody = There is nobody else who could get <b>#{ $number }</b>.
person-away = { $name } (away)
categories-title = <b>Topics</b>
categories-line = { $id }. { $name }
categories-empty = There are no topics yet.
categories-empty-admin = There are no topics yet. Add the first: /categories add name
staff-title = <b>The team</b>
staff-line = { $name } · { $role }
staff-by-setting = set in ADMIN_IDS
staff-away = away
staff-blocked = has blocked the bot
staff-not-started = has not started the bot
staff-linked = on the board: { $name }
staff-waiting = wants to join as { $role }
staff-holding = tickets: { $n }
staff-invite = Invitation for a new { $role ->
    [admin] admin
   *[agent] agent
}, made by { $name }, valid until { $until }.
link-title = Who are you on the board?
link-linked = On the board you are { $name }. To unlink, use /link off.
link-nobody = There is no board account to link to you. Ask to be invited to the project, then try again.
link-no-board = There is no board here; all work is done in this chat.
link-own = { $name } (the help desk’s own account)
outdated = This button is out of date; here is the ticket as it is now.

# What the desk watches over.
blocked-title = <b>Blocked</b>
blocked-empty = Nobody is blocked.
blocked-by = by { $name }
blocked-messages = { $n ->
    [one] { $n } message since
   *[other] { $n } messages since
}
failed-title = <b>Failed</b>
failed-empty = Nothing has failed.
failed-retried = I am trying again.
failed-what = { $box ->
    [from_telegram] from Telegram
    [to_webhooks] a webhook
    [to_telegram] to Telegram
    [from_todoist] from the board
    [reports] a chart or a file
    [clock] a scheduled task
   *[to_todoist] to the board
}
surge-title = <b>{ $n ->
    [one] { $n } new request
   *[other] { $n } new requests
} in the last 10 minutes</b>

list-title-some = <b>{ $which ->
    [open] Your open requests
    [waiting] Waiting for you
   *[closed] Your closed requests
}</b> · { $n }
list-none = { $which ->
    [open] You have no open requests.
    [waiting] Nothing is waiting for you.
   *[closed] You have no closed requests.
}
list-found-none = None of your requests contains “{ $words }”.
list-all = all
list-open = open
list-waiting = waiting for you
list-closed = closed

# The staff group.
group-title = { $new ->
    [0] <b>Finished</b> · { $ended }
   *[other] { $ended ->
        [0] <b>New</b> · { $new }
       *[other] <b>New</b> · { $new } · <b>finished</b> · { $ended }
    }
}
card-more-lines = … and { $n } more

# What a press of each button was, in the log.
press-ask = ask a colleague
press-asks = choose a colleague
press-unblock = unblock a requester
press-add = add to a request
press-block = block a requester
press-cancel = cancel
press-canwait = it can wait
press-cat = topic
press-cause = root cause
press-claim = take
press-deescalate = end the escalation
press-earlier = earlier tickets
press-escalate = escalate
press-give = hand over to a colleague
press-gone = what to do about a lost task
press-hand = hand over
press-history = history
press-hold = on hold
press-more = more buttons
press-nowait = cannot wait
press-open = open
press-pending = pending
press-prio = priority
press-progress = in progress
press-rate = stars
press-rate_agent = stars for the agent
press-release = release
press-reopen = reopen
press-resolve = resolve
press-ring = notify everyone again
press-send = send
press-solved = solved or not
press-still = still on it
press-subject = change the subject
press-thread = whole thread
press-to = choose a ticket for a message
