mailing-to = Mailing to: { $to }
mailing-everybody = everybody
mailing-reach = { $n ->
    [0] It would reach nobody now.
    [one] It reaches 1 person.
   *[other] It reaches { $n } people and takes about { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }; answers to requests go before it.
}
mailing-how = Above is what they get. Nobody gets it before you press Send; it can be stopped on its way.
mailing-progress = { $state ->
    [sending] On its way: { $n } of { $people }.
    [sent] Sent to { $n ->
        [one] 1 person
       *[other] { $n } people
    }.
    [stopped] Stopped: it went to { $n } of { $people }.
   *[other] Not sent.
}
mailing-refused = { $n ->
    [one] 1 person cannot be written to: they have blocked the bot or left.
   *[other] { $n } people cannot be written to: they have blocked the bot or left.
}
mailing-unknown = { $n ->
    [one] Of 1 person Telegram’s answer was lost: they may have it, so it is not sent again.
   *[other] Of { $n } people Telegram’s answer was lost: they may have it, so it is not sent again.
}
mailing-failed = Telegram took it for { $n } of them not at all: see /failed.
mailing-empty = There is nothing to send. Like this: /announce The hall opens at 10.
mailing-too-long = That is too long for one message: { $n } characters of { $most } at most.
mailing-nobody = It would reach nobody now.
mailing-stopped-now = Stopped.
mailings-title = Mailings
mailings-how = A new one: /announce and the text, or /announce as a reply to a message of yours. You see it and choose who gets it before it goes.
mailings-switched = { $on ->
    [0] You will get no more mailings. Answers to your requests come as before.
   *[other] You will get mailings again.
}
btn-mailings = { $on ->
    [0] No more of these
   *[other] Mailings again
}
btn-mailing-all = Everybody
btn-mailing-language = By language
btn-mailing-event = By event
btn-mailing-topic = By topic
btn-mailing-send = Send to { $n }
btn-mailing-back = ‹ Back
btn-mailing-drop = Don’t send
btn-mailing-stop = Stop “{ $words }”
audit-mailing-begun = began a mailing, receivers: { $new }
audit-mailing-stopped = stopped a mailing
