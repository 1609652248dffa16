# Writing first: the team begins a request.
setting-write-first = Team writes first
setting-write-first-effect = Agents may begin a request with somebody who has started the bot. Requesters read why they are written to, and can decline further ones.
menu-write = Write to a requester: /write @Name text
usage-write = Example: /write @Rita the new projector is here. By the number of a request: /write 42 the new projector is here. By e-mail: /write rita@client.example the new projector is here
write-ask = What do you want to write to { $name }? Reply to this message.
write-whom = Several people have this name. Choose one, then send your text again as a reply.
btn-write-whom = { $number ->
    [0] { $name }
   *[other] { $name } · #{ $number }
}
btn-write = Write
write-done = ✍️ I have sent this to { $name } as #{ $number }. It is assigned to you; the answer comes here.
write-no-address = { $said } is no e-mail address. Nothing was sent. Example: /write rita@client.example, boss@client.example the projector is here
write-too-many = A request has at most { $n } addresses. Nothing was sent.
write-no-mailbox = The help desk has no mailbox, or it is revoked in /systems. Nothing was sent.
write-own-address = { $said } is an address of this help desk. Nothing was sent.
write-off = The team does not write first. An admin can change that: /settings write_first.
write-nobody = No requester has this name. By the number of a request: /write 42 text
write-empty = There are no words to send. Nothing was sent.
write-staff = { $name } is on the team. To ask a colleague: /ask 42 @{ $name } text
write-blocked = The team has blocked { $name }. Nothing was sent. To write, unblock them first: /blocked
write-unreachable = { $name } has not started the bot or has blocked it. Nothing was sent.
write-declined = { $name } takes no requests begun by the team. Nothing was sent. You can still answer in their own requests.
write-declined-now = { $name } takes no further requests begun by the team. #{ $number } stays open.
write-waits = #{ $number } already waits for an answer of { $name }. Nothing was sent. Write more there.
subject-begun = From { $name }
# What the requester reads above the words.
receipt-begun = ✉️ { $name } from the team writes to you. This is request <code>#{ $number }</code>.
begun-why = Why: { $why }
begun-why-asked = Why: you asked us on { $at }, request <code>#{ $number }</code>.
begun-why-system = Why: you use { $system }, which we support.
begun-why-started = Why: you have started this bot.
begun-answer = To answer, just write here.
begun-answer-by-reply = To answer, reply to this message.
begun-declined = The team will begin no further requests with you. You can still answer this one.
btn-begun = { $on ->
    [0] Don’t write to me first
   *[other] Write to me first again
}
begun-switched = { $on ->
    [0] The team will begin no further requests with you.
   *[other] The team may write to you first again.
}
page-write = Write first
page-write-effect = Begins a request with { $name }, assigned to you. They can decline further ones.
page-write-text = Message
page-write-mail = Write by e-mail
page-write-mail-effect = Begins a request, assigned to you. The answer from the first address is this request.
page-write-to = To
page-write-copies = Cc
page-write-copies-hint = Addresses, separated by commas. They get the answers, too.
page-write-subject = Subject
page-write-why = Why you write
page-write-why-hint = They read it. If empty, it names their last request.
page-write-send = Send
page-team-requests = Requests begun by the team
page-team-requests-off = declined
page-team-requests-on = accepted

# What a press of each button was, in the log.
press-write = write to a requester
press-begun = requests begun by the team on or off
