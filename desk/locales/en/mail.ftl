# E-mail: what people are sent, and what agents read of it.

mail-receipt = Thank you. Your request #{ $number } has reached our team, and a person will answer you by e-mail.
mail-receipt-waits = Thank you. Your request #{ $number } has reached our team. You have many requests at the moment, so the team was not alerted to this one. It is waiting in the queue.
mail-receipt-hello = Hello. Your message has reached our team as request #{ $number }. What is it about? Write it in reply to this mail, and the team is alerted.
mail-consent = Your request #{ $number } is saved. Before it goes to the team, please read here how we handle your data. If you agree, reply to this message with the words “I agree”.
mail-urgent = If it is urgent, open this page and say so: { $url }
mail-page = All messages and files: { $url }
mail-solved = Yes or no: open this page and choose. { $url }
mail-reply = To answer or add something, reply to this message.
mail-signature = Support team{ $named ->
    [1] {" · "}{ $name }
   *[0] {""}
}
mail-form-subject = Your request #{ $number }
mail-form-why = You get this because request #{ $number } was sent by our web form with this address. If it was not you, ignore this message: nothing follows unless our team writes again.
mail-claimed-why = A message with your address reached us as request #{ $number }. If you did not send it, please reply and say so.
mail-forwarded-why = { $named ->
    [1] { $name } has forwarded
   *[0] Somebody has forwarded
} your message to us. It is request #{ $number } now. If you did not write it, please reply and say so.
mail-copies = Other people get a copy of this message. To stop your copies, reply with the one word “stop”.
mail-in-copy = { $name } ({ $address })
mail-in-copy-unproven = ⚠️ { $name } ({ $address }, not checked)
remark-copies = Answers also go to { $n ->
    [one] one more person
   *[other] { $n } more people
} who had this mail in copy.
remark-copies-left = The requester’s newest mail leaves out { $n ->
    [one] one person who had
   *[other] { $n } people who had
} copies. They get no more answers; “Also to those in copy” brings them back.
copies-left = <b>#{ $number }</b>: the requester’s newest mail leaves out { $n ->
    [one] one person
   *[other] { $n } people
} who had copies. Your answers do not go there any more.
card-participants = Also told{ $foreign ->
    [1] {" "}(⚠️ another firm)
   *[0] {""}
}: { $names }
card-participant = { $name }{ $foreign ->
    [1] {" "}⚠️
   *[0] {""}
}{ $state ->
    [blind] {" "}(blind copy)
    [off] {" "}(gets no answers)
    [left] {" "}(left out by the requester)
    [stopped] {" "}(wants no copies)
    [bounced] {" "}(not delivered)
    [shared] {" "}(by a link)
   *[on] {""}
}
btn-copies-off = Only to the requester
btn-copies-on = Also to those in copy
done-copies = Answers on #{ $number } { $on ->
    [1] also go to those in copy.
   *[0] go only to the requester.
}
mail-label-forwarded = Whose is it? Forwarded from
mail-forwarded = ⚠️ not checked: somebody else forwarded the message
btn-never = Never from this sender
btn-whose = It is from { $name }
forward-handed = #{ $number } is the request of the author of the forwarded message now. What you write here begins a new one.
done-whose = The request is of { $name } now. What else was written here became notes.
remark-handed = This is now the request of who wrote the forwarded message. What the sender wrote became notes, and answers go to the writer alone.
page-participants = Also told{ $foreign ->
    [1] {" "}(⚠️ another firm)
   *[0] {""}
}
copies-no-mail = Copies go only with answers to an e-mail. Nothing was changed.
copies-bad-address = That is no e-mail address. Nothing was changed. Write one like olga@client.example.
copies-stopped = { $address } has asked for no more copies. Nothing was changed.
copies-many = This request has { $n } addresses already. Nothing was changed.
page-reader-how = { $how ->
    [seen] Copy that all see
    [blind] Blind copy
   *[none] No copies
}
mail-label-blind = Copy
mail-blind = ⚠️ blind copy: those in To and Cc do not know that you read it; answers go to the sender alone
mail-join-subject = Read your requests in Telegram?
mail-join = Somebody has asked to read all requests of { $address } in Telegram and to get the answers there. If it was you, open this link within a day: { $url }
    If it was not you, do nothing, and do not forward this message.
mail-wrote-subject = Did you write to us?
mail-wrote = A message with your address { $address } has reached us, and nothing proves that you sent it. Please say within three days if you did: { $url }
    If you do nothing, it stays somebody else’s.
mail-joined-subject = Your requests are now in Telegram
mail-joined = { $name } now reads all requests of { $address } in Telegram, and answers go there. If you do not want that, end it here within thirty days: { $url }
mail-nobody = Unknown sender
mail-label-reply = Answers go to
mail-label-copies = Also sent to
mail-label-automatic = Message
mail-automatic = ⚠️ perhaps automatic: no receipt was sent
mail-unproven = ⚠️ not checked: anybody can write in this name
mail-label-address = E-mail
mail-label-about = Replies to
mail-label-doubt = Sender
mail-unverified = ⚠️ not verified: somebody else may have sent it
mail-asked = ⚠️ not checked: the owner of the address was asked in Telegram
mail-asked-by-mail = ⚠️ not checked: the owner of the address was asked by e-mail
mail-unaskable = ⚠️ not checked: the owner of the address cannot be asked
mail-denied = ⛔ somebody else: the owner of the address did not write it
sender-is-theirs = { $name } has confirmed the mail of <b>#{ $number }</b>. The request is theirs.
sender-is-not = { $name } did not write the mail of <b>#{ $number }</b>. Somebody else used the address.
mail-too-large = [This message has { $mb } MB, too much to be read here. It is in the mailbox { $address }.]
mail-unread = [This message could not be read. { $n ->
    [0] It is in the mailbox.
   *[other] It is here as a file, as it came.
}]
btn-whole-mail = Whole mail
press-mail = show the whole mail
mail-whole = ✉️ <b>#{ $number }</b>, the whole mail
mail-no-words = { $n ->
    [0] (no words)
   *[other] (no words) { $names }
}
mail-left-out = [Left in the mailbox: { $names }]
mail-not-stored = [Could not be stored: { $names }]
answer-bounced = The answer to <b>#{ $number }</b> could not be delivered by e-mail: the mail server of { $name } did not accept it. It stays in the ticket; please reach them in another way.
answer-mail-limit = The answer to <b>#{ $number }</b> was not mailed to { $name }: their address from the web form is not confirmed, and it has had enough mails today. The answer is on the page of the request.
answer-mail-revoked = The answer to <b>#{ $number }</b> was not mailed to { $name }: the mailbox is revoked in /systems. It stays in the ticket; please reach them in another way.
answer-unsure = The answer to <b>#{ $number }</b> may not have reached { $name } by e-mail: the connection to the mail server ended twice before it confirmed. Please check that it has arrived.
mail-stopped = E-mail does not work: { $side ->
    [reading] the mailbox cannot be read
    [room] too much comes within an hour
   *[sending] no mail leaves
} ({ $why }). Mails wait, none is lost. { $word ->
    [invalid_grant] The refresh token has expired: make another one, and put it into MAIL_OAUTH.
    [invalid_client] The client secret in MAIL_OAUTH is wrong or has expired.
    [unauthorized_client] The app in MAIL_OAUTH may not ask for this. The provider's administrator has to allow it.
    [access_denied] The provider's administrator has blocked the app in MAIL_OAUTH.
    [consent_required] The provider's administrator has to agree to what the app in MAIL_OAUTH may do.
    [interaction_required] The provider wants somebody to sign in. Sign in as the mailbox, and make another refresh token.
    [login_required] The provider wants somebody to sign in. Sign in as the mailbox, and make another refresh token.
    [invalid_scope] The scope in MAIL_OAUTH is not the one that the provider wants.
    [invalid_resource] The scope in MAIL_OAUTH is not the one that the provider wants.
   *[other] { $side ->
        [room] Each domain that your mail server proves has its own room. See in the mailbox who sends that much.
       *[other] Please check MAIL_URL, MAIL_SMTP_URL and MAIL_OAUTH.
    }
} <code>make doctor</code> tries them.
mail-stopped-over = E-mail works again. What waited is being read and sent.
