# Buttons of tickets and questions, and what the log calls a press of each.
btn-send = Send now
btn-cancel = Cancel
btn-state = Status
btn-new = New request
btn-this-is-new = This is a new request
btn-take = Take
btn-take-number = Take #{ $number }
btn-open-number = Open #{ $number }
btn-copy-number = Copy #{ $number }
btn-copy-link = Copy link
btn-undo = Undo
btn-open = Open
btn-pending = Pending
btn-progress = In progress
btn-hold = Hold
btn-resolve = Resolve
btn-release = Release
btn-hand = Hand over
btn-board = Board ↗
btn-reopen-number = Reopen #{ $number }
btn-about-rating = About my rating
btn-about-number = It is about #{ $number }
btn-close-it = Yes, close it
btn-keep-open = No, leave it open
btn-wrote-mail = Yes, it was me
btn-wrote-no-mail = No, it was not me
btn-whosemail = Verify the sender
btn-reopen = Reopen
btn-yes = Yes, thanks
btn-no = Not yet
btn-solved = Solved
btn-not-needed = No longer needed
btn-still-needed = Still needed
btn-not-now = Not now
btn-skip = Skip
btn-star = { $n ->
    [1] ★
    [2] ★★
    [3] ★★★
    [4] ★★★★
   *[5] ★★★★★
}
btn-history = History
btn-thread = Whole thread
btn-add = Add to it
btn-number = #{ $number }
btn-ticket = #{ $number } { $subject }
btn-ticket-of = #{ $number } { $name }
btn-ticket-about = #{ $number } { $name } · { $subject }
btn-own = My own request
btn-help = Help
btn-nowhere = Nowhere
btn-queue = Queue
btn-next = ▸
btn-previous = ◂
btn-person = { $name }
btn-category = { $name }
btn-priority = { $sign } { $name }
btn-answer-there = Yes, answer #{ $number }
btn-language = { $name }
btn-brake-go = { $kind ->
    [vanish] Close them
    [complete] Resolve them
    [add] Make them tickets
    [due] Promise these times
   *[other] Send them
}
btn-brake-undo = { $kind ->
    [comment] Keep as notes
    [add] Keep as tasks
   *[other] Put them back
}
btn-unlink = Unlink
btn-evict = Remove { $name } from the project
btn-block = Block them
btn-subject = Rename
btn-list = { $which ->
    [all] All
    [open] Open
    [waiting] Your turn
   *[closed] Closed
}

# What a press of each button was, in the log.
press-send = send
press-cancel = cancel
press-state = ask for the status
press-cat = topic
press-add = add to a request
press-subject = change the subject
press-solved = solved or not
press-claim = take
press-open = open
press-more = more buttons
press-pending = pending
press-progress = in progress
press-hold = on hold
press-resolve = resolve
press-reopen = reopen
press-release = release
press-hand = hand over
press-give = hand over to a colleague
press-prio = priority
press-to = choose a ticket for a message
press-thread = whole thread
press-history = history
