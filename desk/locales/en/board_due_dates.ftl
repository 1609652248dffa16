# Due times and the help desk’s own labels on the board.
board-due-put-back = Undone: the requester has already been told this time. Choose another one, not recurring, and I will tell them.
board-due-passed = Undone: that time has passed. Choose a later one, and I will tell the requester.
history-promised = promised time: { $old } → { $new }
history-hold_until = on hold until: { $old } → { $new }
history-promise_why = reason for the new time: { $new }
category-own = The help desk uses that label itself. Choose another name.
brake-due = More than five tasks were given another due time on the board within ten minutes. { $n ->
        [one] One more ticket keeps its time, and its requester is not told,
       *[other] { $n } more tickets keep their times, and their requesters are not told,
    } until you decide whether this was intended: { $tickets }.
brake-due-go = { $by } promised the new times: { $tickets }.
brake-due-undo = { $by } kept the earlier times: { $tickets }.
