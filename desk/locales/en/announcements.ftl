# /announce: one message to many.
mailing-to = Announcement to: { $to }
mailing-everybody = everyone
mailing-reach = { $n ->
    [0] Nobody would receive it now.
    [one] 1 person will receive it.
   *[other] { $n } people will receive it; sending takes about { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }. Answers to requests are sent first.
}
mailing-how = The text above is what they will get. Nothing is sent until you press Send, and you can stop it while it is being sent.
mailing-progress = { $state ->
    [scheduled] Will be sent on { $at } to { $people ->
        [one] 1 person
       *[other] { $people } people
    }.
    [sending] Sending: { $n } of { $people }.
    [sent] Sent to { $n ->
        [one] 1 person
       *[other] { $n } people
    }.
    [stopped] Stopped after { $n } of { $people }.
   *[other] Not sent.
}
mailing-refused = { $n ->
    [one] 1 person did not get it: they have blocked the bot or left Telegram.
   *[other] { $n } people did not get it: they have blocked the bot or left Telegram.
}
mailing-unknown = { $n ->
    [one] Telegram did not confirm delivery to 1 person. They may have it, so it is not sent again.
   *[other] Telegram did not confirm delivery to { $n } people. They may have it, so it is not sent again.
}
mailing-failed = Telegram rejected it for { $n } people: see /failed.
mailing-stays = { $name } may no longer send announcements. This one still goes out (when: /announce): “{ $words }”
mailing-empty = The announcement has no text. Example: /announce The hall opens at 10.
mailing-too-long = The text is too long for one message: { $n } characters, and at most { $most } fit.
mailing-nobody = Nobody would receive it now.
mailing-moment-wrong = Choose a moment ahead, at most a year from now.
mailing-stopped-now = Stopped. Nobody else will get it.
mailings-title = Announcements
mailings-how = To make one, send /announce and the text, or reply to your own message with /announce. You see it and choose who gets it before it is sent.
mailings-switched = { $on ->
    [0] You will get no more announcements. Answers to your requests still arrive.
   *[other] You will get announcements again.
}
btn-mailings = { $on ->
    [0] No more announcements
   *[other] Get announcements again
}
btn-mailing-all = Everyone
btn-mailing-language = By language
btn-mailing-event = By event
btn-mailing-topic = By topic
btn-mailing-send = Send to { $n }
btn-mailing-back = ‹ Back
btn-mailing-drop = Don’t send
btn-mailing-stop = Stop “{ $words }”
audit-mailing-begun = started an announcement to { $new } people
audit-mailing-scheduled = scheduled an announcement
audit-mailing-stopped = stopped an announcement

# What a press of each button was, in the log.
press-mailing = prepare an announcement
press-mailing_to = choose who gets an announcement
press-mailing_send = send an announcement
press-mailing_drop = discard an announcement
press-mailing_stop = stop an announcement
press-mailing_off = announcements on or off
