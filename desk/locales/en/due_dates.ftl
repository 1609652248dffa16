# Dues and the desk's own labels on the board.

board-due-put-back = Put back: when this is due was told to the requester. Choose another time, once, and it is told anew.
board-due-passed = Put back: that time has passed. Choose one that is still to come, and the requester is told.
history-promised = promised for: { $old } → { $new }
history-hold_until = on hold until: { $old } → { $new }
history-promise_why = why another time: { $new }
category-own = The board keeps that label for itself. Choose another name.
brake-due = More than five tasks were given another time on the board within ten minutes. { $n ->
        [one] One more ticket keeps its own, and its requester hears nothing,
       *[other] { $n } more tickets keep theirs, and their requesters hear nothing,
    } until you say what was meant: { $tickets }.
brake-due-go = { $tickets }: the new times are promised ({ $by }).
brake-due-undo = { $tickets }: the times are what they were ({ $by }).
