btn-send = Send now
btn-cancel = Cancel
btn-new = New request
btn-this-is-new = This is a new request
btn-take = Take
btn-take-number = Take #{ $number }
btn-open-number = Open #{ $number }
btn-undo = Undo
btn-open = Open
btn-pending = Pending
btn-progress = In progress
btn-hold = Hold
btn-resolve = Resolve
btn-release = Release
btn-hand = Hand over
btn-board = Board ↗
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
btn-nowhere = Nowhere
btn-queue = Queue
btn-release-all = Release all
btn-release-none = Keep them
btn-admit = Let them in
btn-dismiss = Remove { $name }
btn-next = ▸
btn-previous = ◂
btn-person = { $name }
btn-category = { $name }
btn-priority = { $sign } { $name }
btn-answer-there = Yes, answer #{ $number }
btn-language = { $name }
btn-admit-named = Let in { $name }
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
btn-unblock = Unblock { $name }
btn-retry = Retry { $job }
btn-subject = Rename
btn-list = { $which ->
    [all] All
    [open] Open
    [waiting] Your turn
   *[closed] Closed
}
