# The panel's page of one ticket.
page-waits-answer = waiting for our answer
page-event = Event
page-no-event = none
page-promised = Promised for
page-hold-to = On hold until
page-cause = Root cause
page-no-cause = none
page-merged-into = Merged into
page-merged = Merged from
page-same = Similar, answered together
page-resolver = Resolved by
page-rating = Rating
page-rating-of = { $n } of 5
page-board = Board
page-task = open the task
page-form = Questions and answers
page-change = Change
page-choose = choose
page-act = { $what ->
    [hold] On hold
    [promise] Promise for
    [still] Tell the requester: still on it
    [escalate] Escalate
    [deescalate] End the escalation
    [hand] Hand over to
    [subject] Subject
    [category] Topic
    [tags] Labels
    [event] Event
    [organization] Organization
    [outlet] Outlet
    [price] Price
    [paid] The money has arrived
    [cause] Root cause
    [merge] Merge into
    [unmerge] Undo the merge
   *[split] Make it a separate ticket
}
page-organization-open = the requester is being asked
page-organization-how = part of the name, or tax id; empty: personal
page-organization-none = No organization is called “{ $words }”. Nothing was changed. Type another part of its name, or its tax id.
page-organization-several = Several organizations fit: { $names }. Nothing was changed. Type more of the name, or the tax id.
page-no-outlet = none
page-equipment = Equipment: { $n }
page-tags-how = separated by commas
page-hold-why = why; only the team sees it
page-hold-until = until when (optional): Friday, 2h
page-promise-how = tomorrow 14:00, 2h; empty: no promised time
page-escalate-why = why
page-merge-how = number, for example 42
page-wrong-time = I could not read this time. Example: 2026-12-01 14:00, tomorrow 12:00, Friday, 2h
page-wrong-number = This is not a number. Example: 42
page-too-many-tags = Too many labels: a ticket can have { $n }.
page-no-such-text = This text is no longer available. Choose another.
page-meanwhile = { $names } answered while you were writing. Nothing was sent. Read the answer, then send yours if it still fits.
page-news = New messages since you opened this page: { $names }. What you typed is kept.
page-holder-told = This ticket is assigned to { $name }, who will be notified.
page-clocks = Targets
page-clock = { $which ->
    [first] First response
   *[solve] Resolution
}
page-clock-state = { $state ->
    [met] met, { $spent } of { $target }
    [over] overdue by { $over }
    [just] overdue by less than a minute
    [stands] paused, { $spent } of { $target }
   *[runs] { $spent } of { $target }
}
page-clock-said = { $which ->
    [first] First response
   *[solve] Resolution
}: { $spent } of { $target } used, paused for { $stood } ({ $stops ->
    [one] { $stops } pause
   *[other] { $stops } pauses
}){ $state ->
    [over] , overdue by { $over }
    [just] , overdue by less than a minute
   *[no] {""}
}
page-clock-due = due { $at }
page-clock-stands = clock paused
page-clock-stood = Paused for { $time } ({ $n ->
    [one] { $n } pause
   *[other] { $n } pauses
}), shown hatched.
page-history = History
page-history-none = There are no changes yet.
page-newer = Newer
page-older = Older
page-said-before = earlier version:
page-entry-acts = Split
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
   *[lost] could not be downloaded
}
page-canned-all = Canned replies
page-alike = Similar resolved tickets
page-alike-answer = answer that resolved it, { $at }
page-use = Use this text
page-articles = Matching articles
page-earlier = Earlier tickets from this requester
page-files-again = Please choose the files again.
page-waits-answer-for = waiting for our answer { $time }
page-jumps = Parts of the page
page-jump-answer = Answer
page-answer-how = Ctrl+Enter sends. !key inserts a canned reply, // makes an internal note. **bold**, _italic_, `code` and [a link](https://…) are formatted.
page-resolved-undo = Resolved. The requester has not been told yet.
