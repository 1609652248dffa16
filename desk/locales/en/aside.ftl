# Side conversations: a question to somebody outside, by mail.
aside-subject = A question from our support team [#{ $number }]
aside-reply = To answer, reply to this message.
aside-sent = ✉️ Forwarded to { $address }. What they answer is a note here; the requester sees neither.
aside-bounced = What you forwarded to { $address } for #{ $number } could not be delivered. Check the address.
aside-answered = { $address } has answered about #{ $number }. It is a note there: /ticket { $number }
aside-theirs = { $said } is on the requester’s side. Nothing was sent. Answer the request instead.
aside-not-theirs = Only messages of the requester are forwarded. Nothing was sent.
mail-aside = { $name } ({ $address }), asked by the team
mail-aside-unproven = { $name } ({ $address }, not checked), asked by the team
usage-forward = Example: /forward 42 sales@supplier.example Do you have this part? As a reply to a message, only that one goes along.
done-forward = ✉️ I have forwarded this to { $address }. The answer becomes a note of #{ $number }.
menu-forward = Forward to somebody outside: /forward 42 address text
aside-sent-on = This has been sent to the requester already.
btn-sendon = Send to the requester
done-sendon = { $waits ->
    [1] #{ $number }: your answer waits for approval.
   *[other] #{ $number }: it goes to the requester as your answer.
}
press-sendon = an outside answer to the requester
