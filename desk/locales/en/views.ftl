# Cards and lists.

# Cards of staff. The first line of a card.
card-yours = 🙋 <b>#{ $number }</b> is yours
card-taken = 🙋 <b>#{ $number }</b> taken by { $name }
card-resolved = ✅ <b>#{ $number }</b> resolved
card-closed = ☑️ <b>#{ $number }</b> closed
card-cancelled = ☑️ <b>#{ $number }</b> cancelled
card-with = with { $name }
card-with-you = with you
card-nobody = nobody has it
card-requests = requests from them: { $n }
card-hold-reason = On hold: { $reason }
card-tags = Tags: { $tags }
card-needs-answer = the requester spoke last
card-closed-why = { $reason ->
    [task-deleted] its task was deleted on the board
    [task-missing] its task is no longer on the board
    [task-moved] its task was moved to another project
    [silence] no answer
    [nobody-to-ask] nobody was there to ask
    [confirmed] confirmed by the requester
    [merged] part of another one
    [answered] an answer we offered helped
   *[other] { $reason }
}
card-edited = edited
card-delivery = { $state ->
    [waiting] waiting
    [blocked] not delivered: the bot is blocked
   *[failed] not delivered
}
card-reach = { $reach ->
    [gone] Telegram no longer knows { $name }: answers stay here.
   *[blocked] { $name } has blocked the bot: answers wait until they are back.
}
card-barred = The team takes no requests from { $name }.
card-more = { $n ->
    [one] … and { $n } more message
   *[other] … and { $n } more messages
}
card-cut = <i>All of it: Open.</i>
open-cut = <i>All of it: Whole thread.</i>

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
    [released] waiting for someone free again
    [in_progress] in progress
    [pending] waiting for you
    [on_hold] on hold
    [resolved] resolved
    [closed] closed
    [reopened] open again
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
mine-empty = You hold no requests. /queue shows what nobody has taken.
found-title = <b>Found</b> · { $n }
found-title-newest = <b>Found</b> · the newest { $n }, there are more: add a word
found-empty = Nothing found for “{ $words }”.
list-pages = page { $page } of { $pages }
list-waiting-you = waiting for you
list-needs-answer = { $whose ->
    [yours] waits for your answer
   *[ours] waits for our answer
 }
thread-title = <b>#{ $number }</b> { $subject }
thread-empty = Nothing has been written yet.
hand-title = Whom shall I give <b>#{ $number }</b> to?
hand-nobody = There is nobody else to give <b>#{ $number }</b> to.
person-away = { $name } (away)
categories-title = <b>Topics</b>
categories-line = { $id }. { $name }
categories-empty = There are no topics yet.
categories-empty-admin = There are no topics yet. /categories add name makes one.
staff-title = <b>The team</b>
staff-line = { $name } · { $role }
staff-by-setting = named in the settings
staff-away = away
staff-blocked = has blocked the bot
staff-not-started = has not started the bot
staff-linked = on the board: { $name }
staff-waiting = wants to join as { $role }
staff-holding = holds { $n }
staff-invite = A link for a new { $role ->
    [admin] admin
   *[agent] agent
}, by { $name }, is good until { $until }.
link-title = Who are you on the board?
link-linked = On the board you are { $name }. /link off undoes that.
link-nobody = There is nobody on the board to link. Ask to be invited to the project; then try again.
link-no-board = This desk works without a board; everything is done here.
link-own = { $name } (the desk's own account)
outdated = This button is out of date; here is the ticket as it is now.

# What the desk watches over.
blocked-title = <b>Blocked</b>
blocked-empty = Nobody is blocked.
blocked-by = by { $name }
blocked-messages = { $n ->
    [one] { $n } message since
   *[other] { $n } messages since
}
failed-title = <b>Given up</b>
failed-empty = Nothing was given up.
failed-retried = I am trying it again.
failed-what = { $box ->
    [from_telegram] from Telegram
    [to_webhooks] a webhook
    [to_telegram] to Telegram
    [from_todoist] from the board
    [reports] a picture or a file asked for
    [clock] due, by the clock
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
    [waiting] Nothing waits for you.
   *[closed] You have no closed requests.
}
list-found-none = None of your requests holds “{ $words }”.
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
