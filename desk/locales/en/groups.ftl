# Groups as a source of requests: what the group reads, what agents and admins are told, the list of groups.
group-receipt-closed = <code>#{ $number }</code> is filed. We are closed now and back on { $at }. { $there ->
    [1] The team will answer here then.
   *[0] The answer will come to your chat with me then.
}
group-receipt-waits = <code>#{ $number }</code> is filed. You have many requests at the moment, so the team was not alerted to this one. The team will be reminded of it: { $at }.
group-taken = <code>#{ $number }</code> is with { $name }. The answer will come here.
group-taken-released = <code>#{ $number }</code> is waiting for somebody who is free. The answer will come here.
group-receipt-waits-queue = <code>#{ $number }</code> is filed. You have many requests at the moment, so the team was not alerted to this one. The team has it in its queue.
group-receipt-called = <code>#{ $number }</code> is filed, and somebody from the team was called. { $there ->
    [1] The team will answer here.
   *[0] The answer will come to your chat with me.
}
group-consent = <code>#{ $number }</code> is saved. Before your first request goes to the team, please read how we handle your data: t.me/{ $bot }?start=privacy. If you agree, press the button.
group-waited = <code>#{ $number }</code> waited { $days } days for the consent of its author and is erased now. If you still need help, please write again.
group-receipt = <code>#{ $number }</code> is filed. { $there ->
    [1] The team will answer here.
   *[0] The answer will come to your chat with me.
}
group-state = <code>#{ $number }</code> is { $status ->
    [new] waiting for somebody who is free
    [assigned] taken
    [in_progress] in progress
    [pending] waiting for your answer
    [on_hold] on hold
    [resolved] resolved. Does it work now?
    [closed] closed
    [reopened] open again
   *[cancelled] cancelled
}{ $name ->
    [none] {""}
   *[other] {" · "}{ $name }
}
group-waiting = ⏳ <code>#{ $number }</code> is waiting for your answer. Reply to the team’s message here.
group-resolved = ✅ <code>#{ $number }</code> is resolved. If it is not, reply to this message.
group-no-request = You have no open request here. Write what happened, together with @{ $bot }.
group-empty = What is it about? Write it in one message together with @{ $bot }.
group-anonymous = You write here as the group or a channel, so I cannot tell who asks. Write under your own name, or to me: @{ $bot }.
btn-group-start = Get answers in private
group-close = Close <code>#{ $number }</code>? Reply “yes” to this message, or write it next. Otherwise it stays open.
group-note-public = Requesters read that group, so I kept no note of it. Write notes here or in the team’s group.
group-ticket-usage = Reply with /ticket to the message in “{ $group }” that should become a ticket.
group-ticket-nobody = Telegram does not say which person wrote that message, so nothing was filed. Forward it to me here.
group-ticket-known = That message already belongs to <code>#{ $number }</code>.
card-group = Written in the group “{ $group }”
card-call = Asked in a chat without me: everybody there reads the answer
page-group = Group
remark-group = Written in the group “{ $group }”.
remark-group-by = Written in the group “{ $group }”. { $name } made it a ticket.
answer-no-group = I am no longer in the group where { $name } asked. The answer to <b>#{ $number }</b> is saved and will arrive when I am added again.
group-added = I was added to the group “{ $group }”. Nothing is taken from it until you allow it.
group-left = I was removed from the group “{ $group }”. { $n ->
    [0] No ticket from there is open.
    [one] { $n } ticket from there is open; answers wait until I am added again, or go to the requester’s own chat.
   *[other] { $n } tickets from there are open; answers wait until I am added again, or go to the requesters’ own chats.
}
group-moved = The group “{ $group }” became a supergroup. Requests from there go on; answers can no longer be shown as replies to older messages.
group-rights = I may not write in the group “{ $group }”. Answers wait and are tried again every five minutes. Let me send messages there.
menu-groups = Groups whose messages become tickets
press-chat = Group
press-chat_allow = Group: allow or stop
press-chat_answers = Group: where answers go
chats-title = <b>Groups</b>
chats-team-privacy = The team’s group: privacy mode is on. Unless I am an admin there, I see only commands and replies to my messages; a reply to a colleague does not reach me. Make me an admin of that group, or switch privacy mode off with @BotFather and add me again.
chats-team-lack = The team’s group has topics, but I lack a right there: { $right ->
    [manage] “Manage topics”. Without it I can give no request a topic.
    [delete] “Delete messages”. Without it the topic of an erased requester stays, without its name.
   *[pin] “Pin messages”. Without it the queue is not pinned.
} In the group, open “Administrators”, choose me and switch it on.
chats-none = I am in no group. Add me to one in Telegram, and it appears here.
chat-state = { $state ->
    [on] tickets are taken
    [team] the team’s group
    [left] I am not there any more
   *[off] nothing is taken
}
chat-open-requests = { $n ->
    [one] { $n } open ticket
   *[other] { $n } open tickets
}
chat-how = A message there that names @{ $bot } becomes a ticket of its author. So does a message to which an agent replies /ticket.
chat-reaction = { $admin ->
    [1] An agent’s reaction { $emoji } does the same.
   *[0] An agent’s reaction { $emoji } would do the same, but Telegram shows me reactions only if I am an admin of the group.
}
chat-privacy = Privacy mode is on: of other messages I see only replies to mine. To let further words of a requester join their ticket, make me an admin of the group, or switch privacy mode off with @BotFather and add me again. Until then I see no mentions of the team either.
chat-answers = { $private ->
    [1] Answers go to the requester’s own chat with me. They go to the group if the requester has not started me.
   *[0] Answers go to the group, as replies. Once a requester writes to me in private, answers go there.
}
chat-mentions = { $mode ->
    [off] A message that names one of the team by @username changes nothing.
    [at_once] A message that names one of the team by @username, or replies to them, becomes a ticket of its author at once.
   *[offer] A message that names one of the team by @username, or replies to them, is offered to that person in private, later to all agents.
}
chat-allowed = Messages that name me become tickets now.
chat-stopped = Nothing new is taken from this group.
chat-event = Tickets from there belong to the event “{ $name }”.
chat-choose-event = To which event do tickets from the group “{ $group }” belong?
btn-chat-event = Event
btn-chat-event-none = No event of its own
press-chat_events = Group: choose an event
press-chat_event = Group: its event
chat-organization = Tickets from there belong to { $name }. If it does not know a person who writes there, its directors confirm them.
chat-choose-organization = Which organization does the group “{ $group }” belong to?
btn-chat-organization = Organization
btn-chat-organization-none = No organization
press-chat_orgs = Group: choose an organization
press-chat_org = Group: its organization
audit-group-organization = tied the group { $new } to { $old }
audit-group-organization-none = untied the group { $new } from { $old }
audit-group-event = tied the group { $new } to the event { $old }
audit-group-event-none = untied the group { $new } from the event { $old }
btn-chat-mentions = { $mode ->
    [off] Ignore mentions
    [at_once] Ticket at once
   *[offer] Offer mentions
}
press-chat_mentions = Group: what becomes of mentions
audit-group-mentions-off = ignores mentions of the team in the group { $new }
audit-group-mentions-offer = has mentions of the team in the group { $new } offered
audit-group-mentions-at-once = makes tickets of mentions of the team in the group { $new }
mention-offered = <b>{ $name }</b> in “{ $group }”:
btn-mention-take = Make it a request
btn-mention-drop = Not ours
press-mention_take = Mention: make it a request
press-mention_drop = Mention: not ours
mention-taken = { $name } made <code>#{ $number }</code> of this mention.
mention-dropped = { $name } decided that this mention is not ours. The message was not kept.
mention-answered = { $name } answered in the group.
mention-over = This mention is not offered any more. The message was not kept.
mention-was-taken = { $name } already made #{ $number } of this mention.
mention-was-dropped = { $name } already decided that this mention is not ours.
mention-is-over = This mention is not offered any more, so nothing was filed. Reply with /ticket to the message in the group.
mention-stopped = Nothing is taken from the group “{ $group }” now, so nothing was filed.
btn-chat = { $title }
btn-chat-allow = Requesters write here
btn-chat-stop = Stop
btn-chat-private = Answer in private
btn-chat-there = Answer in the group
audit-group-allowed = allowed tickets from the group { $new }
audit-group-stopped = stopped taking tickets from the group { $new }
audit-group-answers-privately = sends answers of the group { $new } to requesters’ own chats
audit-group-answers-there = sends answers of the group { $new } to the group
forward-filed = <code>#{ $number }</code> is filed for { $name } from the message you forwarded.
forward-whose = Telegram hides who wrote that message, only the name is known: { $name }. Is it one of these people? If not, answer the question above.
forward-done = #{ $number } is filed.
forward-blocked = { $name } is blocked, so nothing was filed. /blocked shows who is.
btn-forward-for = { $name }{ $number ->
    [0] { "" }
   *[other] { " · #" }{ $number }
}
remark-forwarded = { $name } forwarded this message and made it a ticket.
receipt-forwarded = { $name } forwarded your message to the help desk, so that it gets an answer:
press-forward_for = Forwarded message: whose it is
setting-request-topics = A topic for each request
setting-request-topics-effect = Each request has a topic of its own in its requester’s chat with the bot, so the bot never asks which request a message is for. First switch “Threaded Mode” on for the bot in @BotFather. Chats without topics stay as they are.
setting-forwards = Forwarded messages become tickets
setting-forwards-effect = A message that an agent forwards to the bot becomes a ticket of the person who wrote it. If Telegram does not say who that is, the bot asks.
joined-whose = I am in this group now. What is it for?
    A team’s group gets the cards of new requests, and the team answers here. In a requesters’ group, a message that names @{ $bot } becomes a request.
joined-other = The team has a group already. If this is the team’s group, new requests come here instead.
joined-forum = This is the team’s group now. It has topics: should each request get one? For that, make me an administrator here who may manage topics, delete messages and pin messages.
joined-cards = New requests come here. Should their cards also come to each agent in private?
joined-done = This is the team’s group. { $only ->
    [1] The cards of new requests come here only.
   *[0] The cards of new requests come here, and to each agent in private.
} { $topics ->
    [1] Each request has a topic, and every line in it goes to its requester.
   *[0] A reply to a card goes to its requester.
} An admin changes this with /settings and /groups in private.
joined-open = Requesters write here. A message that names @{ $bot } becomes a request of its author.
btn-joined-team = This is our team’s group
btn-joined-requests = Requesters write here
btn-joined-topics = A topic each
btn-joined-cards = Cards only
btn-joined-both = Yes, in private too
btn-joined-here = No, only here
btn-chat-team = This is our team’s group
press-team_chat = Group: what it is for
team-chat-set = Done.
team-chat-same = This is the team’s group already.
team-chat-moved = New requests come to another group now.
group-team = { $name } made “{ $group }” the team’s group.
audit-group-team = made the group { $new } the team’s
