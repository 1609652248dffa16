# How the team is notified: with sound, silently or not at all; which agents get a card first.
setting-called-first = First wave
setting-called-first-effect = If more than six agents are available, a new card goes to this many of them, a minute later to as many more, then to everyone. A smaller number means fewer cards for each; a larger one means a faster pickup.
hear-title = How should I notify you? Each press switches: sound, silent, off.
hear-always = Messages in your tickets, and questions that need your answer, always arrive. What you switch off still shows in the ticket.
hear-line = { $news ->
    [cards] New tickets
    [changes] Changes others make to your tickets
    [reminders] Reminders
    [team] Team (who joined, left or linked an account)
    [board] Board (mass changes, failures)
    [security] Security (sign-ins from new addresses, new tokens, exports)
   *[desk] System (failures, delays)
}: { $how ->
    [silent] silent
    [off] off
   *[sound] sound
}
btn-hear = { $news ->
    [cards] New tickets
    [changes] Changes
    [reminders] Reminders
    [team] Team
    [board] Board
    [security] Security
   *[desk] System
} → { $how ->
    [silent] silent
    [off] off
   *[sound] sound
}
btn-own-news = My own requests
audit-hearing-set = changed their notifications: { $old } → { $new }
setting-group-notices = Notifications
setting-team-notices = Team notifications
setting-team-notices-effect = Who is told when somebody joins, leaves or links an account. If nobody is chosen: all admins. If the team’s group is chosen, it is told; people are told only if it cannot be reached.
setting-desk-notices = System notifications
setting-desk-notices-effect = Who is told what has failed or is delayed, and of suspicious mass changes on the board. If nobody is chosen: all admins. If the team’s group is chosen, it is told; people are told only if it cannot be reached.
setting-receivers-group = team’s group
setting-wrong-receivers = Names of people on the team, or “team’s group”, separated by commas.
setting-group-tickets = Tickets in the team’s group
setting-group-tickets-effect = What the bot tells the team’s group: new tickets; what requesters add to them, without a sound; that a requester has renamed a ticket or edited a message; that the team has closed a ticket, or that it closed without an answer from the requester; that a requester has confirmed or cancelled a ticket. With “a topic each”, every ticket has a topic of the group’s forum. With “cards only there”, cards of new tickets do not come to agents in private.
setting-group-tickets-created = new
setting-group-tickets-words = added words
setting-group-tickets-edited = changed
setting-group-tickets-closed = closed
setting-group-tickets-closed-by-requester = closed by requesters
setting-group-tickets-topics = a topic each
setting-group-tickets-only-here = cards only there
group-edited = The requester of #{ $number } has changed it: { $subject }
group-behind = Many messages at once: Telegram accepts about 20 a minute from me in a group. New tickets and messages come here later. Until then, you have them in your private chat with me.
group-queue-off = The queue is no longer shown here.
group-topic-merged = #{ $number } is part of #{ $into } now. Go on in its topic.
group-topics-off = Tickets no longer get topics in the team’s group: { $why ->
    [forum] its topics are switched off in Telegram. Nothing is lost: cards and messages come to the group as a whole. Switch topics on there
   *[rights] Telegram does not let me make or change topics. Nothing is lost: cards and messages come to the group as a whole. Make me an administrator there who may manage topics
}, then choose “a topic each” again in /settings, under “Tickets in the team’s group”.
group-topics-offer = The team’s group has topics. I can give each request a topic there. { $rights ->
    [given] Choose “a topic each” in /settings, under “Tickets in the team’s group”.
   *[missing] First make me an administrator there who may manage topics. Then choose “a topic each” in /settings, under “Tickets in the team’s group”.
}

# What a press of each button was, in the log.
press-hear = notification sounds
press-ownnews = notifications about own requests
taken-cards-line = Cards of tickets that colleagues took: { $kept ->
    [1] stay
   *[other] are deleted
}
btn-taken-cards = { $kept ->
    [1] Delete cards colleagues took
   *[other] Keep cards colleagues took
}
press-takencards = keep or delete cards colleagues took

# SMS and calls to the team, through the operator's gateway.
phone-line = Critical requests that nobody takes: { $way ->
    [sms] here, and by SMS to { $phone }
    [call] here, and by a call to { $phone }
    [email] here, and by e-mail to { $phone }
   *[off] only here
}
alert-browsers-line = Also in { $n ->
    [one] { $n } browser
   *[other] { $n } browsers
}: see your profile in the panel
btn-phone-way = { $way ->
    [sms] SMS too
    [call] Call too
    [email] E-mail too
   *[off] Only here
}
press-phoneway = how critical requests wake me
phone-ask = Share your own number with the button below. Only a number that Telegram confirms counts. It is used for critical and escalated requests and for nothing else.
phone-set = Saved. A test is on its way to your number.
phone-foreign = I need your own contact, and this one is not. Nothing was stored. Press “{ key-register-number }”.
phone-off = This is not set up here. Nothing has changed.
alert-browser-instead = Another browser now wakes you in the place of one before. If that was not you, send /panel and end its session.
alert-address-ask = Reply with your e-mail address. It is used for critical and escalated requests and for nothing else.
alert-address-unproven = An e-mail is on its way to { $address }. Open the link in it; until then nothing is sent there. No e-mail? Look into the spam folder, or press “E-mail too” and correct the address.
alert-address-set = This address is yours. Critical requests will reach you there.
alert-address-wrong = This is not an e-mail address, such as olga@example.org. Nothing was stored.
alert-address-often = No more e-mails can be sent today. Nothing was stored. Please try again tomorrow.
alert-address-stale = This link is no longer valid here. Nothing has changed. /notifications shows your address.
# The subject of the mail that asks if an address is the person's, and its first line.
alert-address-proof = Should critical requests reach you here?
alert-address-open =
    If so, open { $url } and press “Start” in Telegram.

    If you did not ask for this, you need do nothing: without that link nothing more is sent here.
alert-mail-open = To take it, open: { $url }
alert-mail-below = You chose this in /notifications in Telegram, and can end it there. Replies to this message are not read.
# The text of an SMS, or what a call says. One SMS: at most 160 characters.
phone-said = { $reason ->
    [test] Test: critical requests will reach you here.
    [browser] Test: critical requests will reach you in this browser.
    [away] Telegram does not respond to the bot. Messages wait and nothing is lost; the panel works.
    [telegram] Telegram refuses the bot’s token. No messages are sent.
    [escalated] Request #{ $number }{ $has_topic ->
        [1] {" "}({ $topic })
       *[0] {""}
    } was escalated 5 minutes ago. Nobody has acted on it.
   *[critical] Critical request #{ $number }{ $has_topic ->
        [1] {" "}({ $topic })
       *[0] {""}
    }. Nobody has taken it.
}
phone-limit = The day's limit of { $n } alerts outside Telegram is used up. Critical requests still alert you here. The operator can raise GATEWAY_PER_DAY.
phone-way = { $way ->
    [sms] SMS
    [call] calls
    [email] e-mail
    [browser] a browser
   *[off] only in Telegram
}
audit-phone-way = changed how critical requests reach them: { $old } → { $new }
