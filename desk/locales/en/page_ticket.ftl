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
page-same = Similar
page-same-of = of { $n }
page-resolver = Resolved by
page-rating = Rating
page-rating-of = { $n } of 5
page-board = Board
page-task = open the task
page-form = Questions and answers
page-organization-open = the requester is being asked
page-organization-none = No organization is called “{ $words }”. Nothing was changed. Type another part of its name, or its tax id.
page-organization-several = Several organizations fit: { $names }. Nothing was changed. Type more of the name, or the tax id.
page-no-outlet = none
page-equipment = Equipment: { $n }
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
page-clock-told = { $n ->
    [one] { $n } person has
   *[other] { $n } people have
} had the card since { $at }. The history below shows who was reminded.
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
page-canned-acts = The answer also { $acts }
reply-acts-later = An answer for later goes without acts. Nothing was planned. Untick the acts, or send the answer now.
page-canned-others = In another language ({ $n })
page-alike = Similar resolved tickets
page-alike-answer = answer that resolved it, { $at }
page-use = Use this text
page-attach = Attach
page-merge-into = Merge into #{ $number }
page-runbooks = How the team does it
page-runbook-open = Open the article
page-step-tick = { $done ->
    [0] Mark as done
   *[1] Mark as not done
}
page-articles = Matching articles
page-earlier = Other tickets from this requester
page-files-again = Please choose the files again.
page-waits-answer-for = waiting for our answer { $time }
page-jumps = Parts of the page
page-answer-how = Ctrl+Enter sends. { $canned ->
    [yes] !key inserts a canned reply, // makes
   *[no] // makes
} an internal note. **bold**, _italic_, `code` and [a link](https://…) are formatted.
page-act = { $what ->
    [still] Tell the requester: still on it
    [escalate] Escalate
    [deescalate] End the escalation
    [hand] Hand over to
    [price] Price
    [paid] The money has arrived
    [unmerge] Undo the merge
   *[split] Make it a separate ticket
}
page-menu = { $what ->
    [hold] Put on hold
    [promise] Promise a time
    [escalate] Escalate
    [subject] Change the subject
    [tags] Change the labels
    [event] Choose the event
    [organization] Choose the organization
    [outlet] Choose the outlet
    [price] Set the price
    [cause] Choose the root cause
    [aside] Forward by e-mail
    [reader] Choose who gets copies
    [time] Record time spent
    [retime] Correct time spent
    [field] Set a field
   *[merge] Merge into another ticket
}
page-field = { $what ->
    [reason] Reason
    [until] Until
    [at] Time
    [subject] Subject
    [tags] Labels
    [event] Event
    [called] Organization
    [outlet_id] Outlet
    [amount] Price
    [cause] Root cause
    [copy] Copies
    [aside] Address
    [aside-more] What is sent
    [typed] Address
    [field] Field
    [value] Value
    [spent] Time
    [billable] Billing
    [entry] Entry
   *[into] Ticket number
}
page-go = { $what ->
    [hold] Put on hold
    [promise] Promise
    [escalate] Escalate
    [price] Set the price
    [aside] Send
    [merge] Merge
    [time] Record
   *[save] Save
}
page-go-not = Cancel
page-more = More actions
page-aside-how = Only this is sent. The answer is a note here; the requester sees neither.
page-hint-reason = Only the team sees it.
page-hint-until = Optional. You are reminded then. Friday, 2h
page-hint-at = Tomorrow 14:00, 2h. Empty: no promised time.
page-hint-into = A ticket of the same requester, for example 42. This one is closed, and what is written to it goes there.
page-hint-called = Part of the name, or tax id. Empty: the request is personal.
page-hint-tags = Separated by commas
page-answer-takes = Your answer takes this ticket: it will be assigned to you.
page-inside-how = Only the team sees this note.
page-preview = Preview
page-preview-of = { $name } will see:
page-preview-team = The team will see:
page-file-remove = Remove { $name }
page-send-and = { $verb ->
    [pending] Send and wait
   *[resolve] Send and resolve
}
page-send-note = Add note
page-way = { $n } of { $of }
page-way-name = Tickets of the list
page-way-back = Back to the list
page-way-previous = Previous ticket
page-way-next = Next ticket
page-answer-undo = Your answer has not left yet.
page-step-undo = { $status ->
    [same] The acts are done.
    [pending] Waiting for the requester now.
    [on_hold] On hold now.
    [resolved] Resolved.
   *[in_progress] In progress now.
} { $answers ->
    [0] The requester has not been told yet.
   *[other] The answer has not left yet.
}
page-thread-show = Show
page-thread-of = { $which ->
    [all] All
    [requester] Requester
   *[notes] Notes
}
page-thread-no-notes = There are no notes here.
