# Known problems: admins publish them, new requesters are told, followers hear when they are fixed.
receipt-problem = ℹ️ We already know about this:
problem-known = Others have written about this too. We are working on it.
receipt-follows = You will hear from us when it is fixed.
btn-follow = { $on ->
    [0] Don’t tell me
   *[other] Tell me when it is fixed
}
problem-followed = { $on ->
    [0] You will not be told when it is fixed.
   *[other] You will be told when it is fixed.
}
btn-not-problem = Something else
problem-not-theirs = Then it is something else. The team will look at your request as usual.
remark-not-problem = The requester says that it is not the known problem “{ $title }”.
problem-doubted = ⚠️ Known problem “{ $title }”: of the last ten requesters who were told about it, { $n } say that theirs is something else. See /problems.
problem-wrong = { $n ->
    [one] { $n } of them says that it is something else.
   *[other] { $n } of them say that it is something else.
}
problem-over-head = About your <code>#{ $number }</code>:
problem-over = The problem you were following is fixed. If it still doesn’t work for you, just write.
card-problem = ⚠️ Known problem: { $title }
problems-title = <b>Known problems</b>
problems-none = There are no known problems.
problems-how = To add one, press Known problem under similar tickets or under a topic in /categories. An admin publishes it.
problem-title = { $state ->
    [draft] <b>A known problem?</b> { $title }
    [open] ⚠️ <b>Known problem:</b> { $title }
    [ended] ☑️ <b>Fixed:</b> { $title }
   *[other] <b>Not a known problem:</b> { $title }
}
problem-they-read = Requesters read:
problem-they-will-read = { $state ->
    [ended] Followers read:
   *[other] Followers will read:
}
problem-told = Told: { $n } · following: { $following }
problem-earlier = { $n ->
    [one] { $n } of them was told before the text was corrected.
   *[other] { $n } of them were told before the text was corrected.
}
problem-draft-effect = Proposed by { $by }. Nobody sees it until an admin publishes it. Then it appears under every request about it; the requests themselves continue as usual.
problem-open-effect = New requests about it show it right away, on the card too. Followers are told when it is fixed.
problem-ended-effect = It no longer appears under new requests. Followers to be told: { $n }. See the progress in /announce.
problem-dropped-effect = Nobody is told anything.
problem-end-effect = Nobody else is told. It no longer appears under new requests.
problem-ask = { $what ->
    [end] What should the followers of “{ $title }” read now that it is fixed? Reply to this message.
   *[other] What should requesters read about “{ $title }”? Reply to this message, but not with another requester’s words.
}
problem-empty = The text is missing. Example: No Wi-Fi in the building, it will be back at 15.
problem-title-wrong = Give it a title of at most { $most } characters.
problem-numbers-wrong = Type the numbers of the requests, for example 12, 15. At most { $most } at a time.
problem-has-other = #{ $number } is about another known problem already. Nothing was added.
problem-too-long = This is too long to show under a request: { $n } characters, at most { $most }.
btn-problem = { $title }
btn-problem-make = Known problem
btn-problem-publish = Publish
btn-problem-words = Change the text
btn-problem-drop = Not a problem
btn-problem-end = It is fixed…
btn-problem-over = { $n ->
    [0] Close it
   *[other] Close it and tell { $n }
}
btn-problem-back = ‹ Back
audit-problem-published = published a known problem, requests about it: { $new }
audit-problem-corrected = corrected a known problem
audit-problem-ended = closed a known problem, followers told: { $new }

# What a press of each button was, in the log.
press-problem_make = make it a known problem
press-problem_on = make a topic a known problem
press-problem = open a known problem
press-problem_end = end a known problem
press-problem_over = announce that a known problem is fixed
press-problem_publish = publish a known problem
press-problem_drop = discard a known problem
press-problem_ask = write about a known problem
press-not_problem = not the known problem
press-follow = follow a known problem
press-unfollow = stop following a known problem
