# Refusals: toasts, alerts and lines. At most 200 characters.
no-such-ticket = There is no #{ $number } here.
not-allowed = Only the team can do this.
reopen-crowded = You have a lot of new or open requests, so #{ $number } stays as it is. Write what you need, and I will pass it on.
requesters-only = Only the requester of #{ $number } can do this. To end it, use /resolve { $number }.
own-ticket = #{ $number } is your own request: somebody else on the team has to do this.
own-history = You are the requester of #{ $number }; only those who work on it can see its history.
already-claimed = #{ $number } is already with { $name }.
yours-resolved = You have resolved #{ $number } already. To work on it again: /reopen { $number }
already-yours = #{ $number } is already yours.
ring-taken = #{ $number } is already taken: no need to notify everyone again.
ring-closed = The help desk is closed. Everyone will be notified of #{ $number } when it opens.
ring-held-back = The requester of #{ $number } got an automatic answer. If it does not help, everyone will be notified.
ring-just-now = Everyone was notified of #{ $number } within the last { $n } minutes. Give them a moment.
done-ring = Everyone who is available has been notified of #{ $number } again.
sender-unreachable = The owner of the address { $address } cannot be asked. The sender of this request stays unchecked.
sender-asked = The sender of #{ $number } has been asked already. You will be told the answer.
sender-busy = { $name } has not answered yet whether #{ $number } is from them. One question at a time.
sender-denied = The owner of the address says that #{ $number } is not from them.
done-whosemail = I have asked { $name } in Telegram. You will be told the answer.
done-whosemail-by-mail = I have asked { $name } by e-mail. You will be told the answer.
not-possible = #{ $number } is { $status ->
    [new] new
    [assigned] taken
    [in_progress] in progress
    [pending] waiting for the requester
    [on_hold] on hold
    [resolved] resolved
    [closed] closed
    [reopened] reopened
   *[cancelled] cancelled
}, so this is not possible now.
too-late-to-reopen = #{ $number } ended more than { $days ->
    [one] { $days } day
   *[other] { $days } days
} ago. Please start a new request.
update-failed = I could not handle this message because of an error on my side. The team has been told. You can send it again in other words.
update-failed-payment = Your payment was made, but I could not record it because of an error on my side. The team has been told and will put it right. Do not pay again.
payment-not-recorded = A payment of { $name } could not be recorded: the money was taken, and the desk does not know of it. Telegram’s number of the payment: { $charge }. /failed shows the message.
press-failed = This did not work because of an error on my side. The team has been told.
press-outdated = This button is out of date.
no-such-cause = This root cause is not among those of the desk. Nothing was changed.
no-such-category = There is no such topic.
category-taken = There is already a topic with this name.
category-name-long = A topic’s name has 1 to 60 characters.
no-such-person = I don’t know this person.
not-staff = { $name } is not on the team.
not-yourself = You cannot remove yourself.
admin-by-setting = { $name } is an admin because of ADMIN_IDS; remove them there.
block-not-them = { $name } cannot be blocked.
not-blocked = This person is not blocked.
barred-press = The team is not accepting requests from you right now.
not-working = { $name } cannot take tickets: their role does not allow it.
