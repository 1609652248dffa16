# Known problems: published by admins, told to new requesters, followed, over.

receipt-problem = ℹ️ This is known:
problem-known = Others have written about this too. We are working on it.
receipt-follows = You will hear when it is over.
btn-follow = { $on ->
    [0] Don’t tell me
   *[other] Tell me when it is over
}
problem-followed = { $on ->
    [0] You will not be told when it is over.
   *[other] You will be told when it is over.
}
btn-not-problem = Something else
problem-not-theirs = Then it is something else. Your request goes on as usual.
remark-not-problem = The requester says that it is not the known problem “{ $title }”.
problem-doubted = ⚠️ Known problem “{ $title }”: of the last ten people who were told of it, { $n } say that theirs is something else. See /problems.
problem-wrong = { $n ->
    [one] { $n } of them says that it is something else.
   *[other] { $n } of them say that it is something else.
}
problem-over-head = About your <code>#{ $number }</code>:
problem-over = What you follow is over. If it still does not work for you, just write.
card-problem = ⚠️ Known problem: { $title }

problems-title = <b>Known problems</b>
problems-none = There is none.
problems-how = One is made by Known problem, under requests that say the same or under a topic in /categories. An admin publishes it.
problem-title = { $state ->
    [draft] <b>A known problem?</b> { $title }
    [open] ⚠️ <b>Known problem:</b> { $title }
    [ended] ☑️ <b>Over:</b> { $title }
   *[other] <b>No known problem:</b> { $title }
}
problem-they-read = Requesters read:
problem-they-will-read = { $state ->
    [ended] Who follows it reads:
   *[other] Who follows it will read:
}
problem-told = Told: { $n } · want to hear when it is over: { $following }
problem-earlier = { $n ->
    [one] 1 of them was told before the words were corrected.
   *[other] { $n } of them were told before the words were corrected.
}
problem-draft-effect = Proposed by { $by }. Nobody reads it before an admin publishes it; then it stands under every request about it at once, and each of these goes its way as ever.
problem-open-effect = New requests about it say so at once, on the card too. Those who follow it hear when it is over.
problem-ended-effect = New requests are told nothing any more. Who follows it hears: { $n }. How far that is: /announce.
problem-dropped-effect = Nobody is told anything.
problem-end-effect = Nobody else hears. New requests are told nothing of it any more.
problem-ask = { $what ->
    [end] What should who follows “{ $title }” read now that it is over? Reply to this message.
   *[other] What should requesters read of “{ $title }”? Reply to this message; not with another requester’s words.
}
problem-empty = There are no words. Like this: No Wi-Fi in the building, it will be back at 15.
problem-too-long = That is too long to stand under a request: { $n } characters of { $most } at most.
btn-problem = { $title }
btn-problem-make = Known problem
btn-problem-publish = Publish
btn-problem-words = Other words
btn-problem-drop = It is none
btn-problem-end = It is over…
btn-problem-over = { $n ->
    [0] End it
   *[other] End it and tell { $n }
}
btn-problem-back = ‹ Back
audit-problem-published = published a known problem, requests about it: { $new }
audit-problem-corrected = corrected a known problem
audit-problem-ended = ended a known problem, told: { $new }
