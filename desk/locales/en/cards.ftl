# Cards and lists.
# Cards of staff. The first line of a card.
card-yours = 🙋 <b>#{ $number }</b> is yours
card-taken = 🙋 <b>#{ $number }</b> taken by { $name }
card-on-board = 🙋 <b>#{ $number }</b> taken on the board
card-resolved = ✅ <b>#{ $number }</b> resolved
card-closed = ☑️ <b>#{ $number }</b> closed
card-cancelled = ☑️ <b>#{ $number }</b> cancelled
card-with = with { $name }
card-with-you = with you
card-nobody = not taken
card-requests = { $n ->
    [1] first request
   *[other] { $n } requests so far
}
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
    [erased] the requester’s data was erased
   *[other] { $reason }
}
card-closed-client = confirmed by { $name }
card-edited = edited
card-deleted-there = deleted there
delivery = { $how ->
    [chat-sent] delivered
    [chat-waiting] on its way
    [chat-blocked] not delivered: the bot may not write there now
    [group-none] written in the group
    [call-none] written in that chat
    [account-none] written from the colleague’s account
    [account-blocked] not delivered: nothing can be sent from the colleague’s account now
    [mail-waiting] waits for the mail server
    [mail-sent] sent by e-mail
    [mail-failed] not delivered by e-mail
    [page-none] on the page of the request
    [page-sent] on the page of the request and sent by e-mail
    [page-failed] on the page of the request, not delivered by e-mail
    [api-none] available through the API
    [board-none] on the board
    [nobody-none] not sent: no address is known
   *[chat-failed] not delivered
}
card-reach = { $reach ->
    [gone] { $name } no longer has a Telegram account: answers stay here.
    [away] Nothing can be sent to { $name } now from the colleague’s account: answers wait.
   *[blocked] { $name } has blocked the bot: answers wait until they unblock it.
}
card-barred = { $name } is blocked: the team gets no requests from them.
card-answer-way = { $way ->
    [number] Answers wanted: by phone, { $phone }
    [phone] Answers wanted: by phone
   *[email] Answers wanted: by e-mail
}
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
list-empty = { $staff ->
    [yes] You have no requests of your own. What is assigned to you: /mine
   *[no] You have no requests yet. Just write what happened.
}
list-line = { $sign } <b>#{ $number }</b> { $rest }
queue-title = <b>The queue</b> · { $n }
queue-empty = The queue is empty.
queue-asked = Not in it yet, as their authors have not agreed to the terms: { $n }
mine-title = <b>Your tickets</b> · { $n }
mine-empty = Nothing is assigned to you. /queue shows what nobody has taken.
found-title = <b>Found</b> · { $n }
found-title-newest = <b>Found</b> · the newest { $n }; add a word to narrow it down
search-sealed = Words of requests are encrypted here. The search finds { $staff ->
    [0] numbers, people and topics
   *[other] numbers, people, topics and labels
}.
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
categories-title = <b>Topics</b>
categories-line = { $id }. { $name }
categories-empty = There are no topics yet.
categories-empty-admin = There are no topics yet. Add the first: /categories add name
link-title = Who are you on the board?
link-linked = On the board you are { $name }. To unlink, use /link off.
link-nobody = There is no board account to link to you. Ask to be invited to the project, then try again.
link-no-board = There is no board here; all work is done in this chat.
link-own = { $name } (the help desk’s own account)
outdated = This button is out of date; here is the ticket as it is now.
# A surge of new tickets, and lists by state.
surge-title = <b>{ $n ->
    [one] { $n } new ticket
   *[other] { $n } new tickets
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
# The team’s group.
group-answer-goes = This goes to { $name } in { $seconds } seconds. “undo”, a thumbs down or an edit to // keeps it back. A reply that begins with // stays in the team.
group-unsent = Nothing was sent or saved. I cannot tell which ticket you mean. Reply to the card of that ticket.
group-which-one = Which one? Nothing was sent or saved. Name it, as in “#12 on my way”, or reply to its card.
group-unsent-stranger = Nothing was sent or saved. Only members of the team who work on tickets can answer here.
group-unsent-anonymous = You write as the group or a channel: nothing was sent or saved. Write as yourself and reply once more.
group-not-here = Nothing was sent or saved. Write about this ticket in your chat with me.
group-command-private = This command works in our chat: @{ $bot }. Here, reply to a card with a command for its ticket, such as /resolve.
group-start-first = I cannot write to you yet. Open @{ $bot } and press Start, then try again.
group-title = { $new ->
    [0] <b>Finished</b> · { $ended }
   *[other] { $ended ->
        [0] <b>New</b> · { $new }
       *[other] <b>New</b> · { $new } · <b>finished</b> · { $ended }
    }
}
card-more-lines = … and { $n } more

# The line of a card about its due time: due, overdue, on hold.
due-by = ⏰ due { $at }
due-promised = ⏰ promised for { $at }
overdue = ⏰ <b>overdue</b> by { $age }
overdue-read = { $name } was told: longer than usual, not forgotten.
held-until = ⏸ until { $at }
