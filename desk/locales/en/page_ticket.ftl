# The panel's page of one ticket.
page-waits-answer = waits for our answer
page-event = Event
page-no-event = none
page-promised = Promised for
page-hold-to = On hold until
page-cause = Root cause
page-no-cause = none
page-merged-into = Part of
page-merged = Together with
page-same = Say the same
page-resolver = Solved by
page-rating = Stars
page-rating-of = { $n } of 5
page-board = Board
page-task = its task
page-form = Asked and answered
page-change = Change something
page-choose = choose
page-act = { $what ->
    [hold] On hold
    [promise] Promise it for
    [still] Tell them: still on it
    [escalate] Escalate
    [deescalate] No longer escalated
    [hand] Hand over to
    [subject] Subject
    [category] Topic
    [tags] Labels
    [event] Event
    [cause] Root cause
    [merge] Merge into
    [unmerge] Take it out again
   *[split] Make it a request of its own
}
page-tags-how = with commas between
page-hold-why = why, stays inside
page-hold-until = until when, if known: friday, 2h
page-promise-how = tomorrow 14:00, 2h; empty: none
page-escalate-why = why
page-merge-how = number
page-wrong-time = That is no time I know. Like this: 2026-12-01 14:00, tomorrow 12:00, friday, 2h
page-wrong-number = That is no number. Like this: 42
page-too-many-tags = Too many labels: { $n } are the most.
page-no-such-text = This text is not there any more. Choose another.
page-meanwhile = { $names } answered while you wrote. Nothing was sent: read it, then send yours if it is still right.
page-news = New here since you opened it: { $names }. What you typed stays.
page-holder-told = { $name } holds this and will be told.
page-clocks = Clocks
page-clock = { $which ->
    [first] First response
   *[solve] Solution
}
page-clock-state = { $state ->
    [met] met, { $spent } of { $target }
    [over] { $over } over
    [just] less than a minute over
    [stands] stands, { $spent } of { $target }
   *[runs] { $spent } of { $target }
}
page-clock-said = { $which ->
    [first] First response
   *[solve] Solution
}: { $spent } of { $target } spent, stood { $stood } in { $stops ->
    [one] { $stops } stretch
   *[other] { $stops } stretches
}{ $state ->
    [over] , { $over } over
    [just] , less than a minute over
   *[no] {""}
}
page-clock-due = due { $at }
page-clock-stands = the clock stands
page-clock-stood = Stood { $time } in { $n ->
    [one] { $n } stretch
   *[other] { $n } stretches
}, hatched.
page-history = History
page-history-none = Nothing has happened yet.
page-newer = Newer
page-older = Older
page-said-before = before:
page-entry-acts = Split off
page-file-kind = { $kind ->
    [photo] Photo
    [video] Video
    [animation] Animation
    [audio] Audio
    [voice] Voice message
    [video_note] Video message
    [sticker] Sticker
   *[document] File
}
page-file-lack = { $lack ->
    [too_large] too large for the other side
   *[lost] could not be fetched
}
page-canned-all = Canned replies
page-alike = Solved before
page-alike-answer = what solved it, { $at }
page-use = Use this text
page-articles = Articles that fit
page-earlier = Earlier of theirs
page-files-again = Choose the files again.
page-waits-answer-for = waits for our answer { $time }
page-jumps = Parts of the request
page-jump-answer = Answer
page-answer-how = Ctrl+Enter sends, !key is a canned reply, // stays inside. **bold**, _italic_, `code` and [a link](https://…) are formatted.
page-resolved-undo = Resolved. The requester is not asked yet.
