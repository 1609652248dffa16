# A ticket whose task is no longer on the board.

task-gone = <b>#{ $number }</b> has no task any more: { $why ->
    [deleted] it was deleted on the board
    [moved] it was moved to another project
   *[missing] it is no longer on the board
}. The ticket goes on without one. If nobody decides, it is put back in 24 hours.
task-gone-closed = <b>#{ $number }</b> is closed: its task was taken off the board on purpose ({ $by }).
task-gone-put-back = <b>#{ $number }</b> goes back onto the board, with everything that was said ({ $by }).
task-gone-unanswered = <b>#{ $number }</b> goes back onto the board: nobody decided otherwise for a day.
task-gone-found = <b>#{ $number }</b>: its task is on the board again.
task-gone-ended = <b>#{ $number }</b> has ended meanwhile and needs no task.
btn-gone-close = Close it
btn-gone-back = Put it back
vanished-missing = <b>#{ $number }</b> was closed: its task is no longer on the board.
history-task = task: { $new }
task-state = { $state ->
    [deleted] deleted on the board
    [moved] moved to another project
    [missing] no longer on the board
    [back] put back onto the board
    [found] on the board again
   *[other] { $state }
}
