# A ticket whose task is no longer on the board.
task-gone = <b>#{ $number }</b> has no task any more: { $why ->
    [deleted] it was deleted on the board
    [moved] it was moved to another project
   *[missing] it is no longer on the board
}. The ticket stays open without it. If nobody decides otherwise, I will put the task back in 24 hours.
task-gone-closed = { $by } confirmed that the task of <b>#{ $number }</b> was removed on purpose: the ticket is closed.
task-gone-put-back = { $by } puts <b>#{ $number }</b> back onto the board, with the whole thread.
task-gone-unanswered = <b>#{ $number }</b> goes back onto the board: nobody decided otherwise within a day.
task-gone-found = <b>#{ $number }</b>: its task is on the board again.
task-gone-ended = <b>#{ $number }</b> has ended in the meantime and needs no task.
btn-gone-close = Close it
btn-gone-back = Put it back
vanished-missing = <b>#{ $number }</b> was closed: its task is no longer on the board.
history-task = task: { $new }
task-state = { $state ->
    [deleted] deleted on the board
    [moved] moved to another project
    [missing] no longer on the board
    [back] returned to the board
    [found] on the board again
   *[other] { $state }
}

# What a press of each button was, in the log.
press-gone = what to do about a lost task
