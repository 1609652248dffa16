# What is written on the Todoist board, and what the admins are told about it.

board-quote = ↪ “{ $quote }”
board-held = with { $name }
board-hint = { $name } reads the comments here; one that begins with // stays inside.
board-put-back = Put back: not possible while the ticket is { $status ->
    [new] new
    [assigned] taken
    [in_progress] in progress
    [pending] waiting for the requester
    [on_hold] on hold
    [resolved] resolved
    [reopened] reopened
   *[other] as it is
}, or not for who did it.
board-nobody-has-it = Put back: nobody has this request yet, and it is not known who moved it. Assign the task to the person who takes it. It then moves to Assigned on its own.
board-put-back-ended = Put back: the ticket has ended and cannot be changed here any more.
board-put-back-often = Something on the board keeps changing the task of #{ $number } in a way that is not possible. It is put back each time, from now on without a remark for up to an hour. Look for an automation in Todoist that changes it.
board-words-put-back = Put back: what { $name } wrote is for nobody else to change.
board-line-put-back = Put back: this line is the desk's own.
board-answer-put-back = Put back: this is more than one message's words. Edit them in Telegram, or delete them here and write anew.
board-unread = A comment above could not be read, and has reached nobody. Please write it again in other words.
board-task-unread = This task could not be read: what was changed here last has had no effect.
board-trouble-token = Todoist no longer accepts the token. Everything is stored and will appear on the board by itself once TODOIST_API_TOKEN holds a valid one and todoist_sync is started again. Until then, answer here.
board-trouble-project = The Todoist project of this desk cannot be found: it was deleted or archived, or TODOIST_PROJECT_ID is wrong. Nothing was closed, everything is stored. Restore the project, or name another one.
board-trouble-projects = Todoist does not let us create the project for the desk (a free account has five). Everything is stored. Delete a project, or put the id of an existing one into TODOIST_PROJECT_ID.
board-trouble-full = The Todoist project has as many open tasks as it may (300). New tickets wait here and go onto the board, most urgent first, as places free up. The bot and /queue work as ever.
brake-vanish = Unusually many tasks were deleted or moved away on the board. { $n ->
        [one] One more ticket goes on here without a task
       *[other] { $n } more tickets go on here without a task
    } until you say what was meant: { $tickets }.
brake-vanish-go = { $tickets }: closed, their tasks were taken off the board on purpose ({ $by }).
brake-vanish-undo = { $tickets }: put back onto the board ({ $by }).
brake-complete = Unusually many tasks were completed on the board within ten minutes. { $n ->
        [one] One more ticket stays as it was, and its requester hears nothing,
       *[other] { $n } more tickets stay as they were, and their requesters hear nothing,
    } until you say what was meant: { $tickets }.
brake-complete-go = { $tickets }: resolved ({ $by }).
brake-complete-undo = { $tickets }: their tasks are open again ({ $by }).
brake-comment = One account wrote more than 60 comments on the board within ten minutes. { $n ->
        [one] One more comment is
       *[other] { $n } more comments are
    } kept and not sent until you say what was meant: { $tickets }.
brake-comment-go = { $tickets }: the comments went out ({ $by }).
brake-comment-undo = { $tickets }: the comments stay inside, as notes ({ $by }).
brake-add = One account added more than 40 tasks on the board within ten minutes. { $n ->
        [one] One more task is
       *[other] { $n } more tasks are
    } no ticket until you say what was meant.
brake-add-go = Tasks added on the board that became tickets: { $n } ({ $by }).
brake-add-undo = Tasks added on the board that stay there and become no tickets: { $n } ({ $by }).
board-joined = { $names } can write on the Todoist board now.
board-trouble-open = The Todoist project of this desk is open now: others can come in without being asked, and whoever is in it acts as an agent.
former-on-board = { $name } is no longer on the team, but { $board } can still write in the Todoist project. What is written from there stays inside.
former-on-board-unknown = { $board } is no longer on the team, but can still write in the Todoist project. Remove the account there.
evict-asked = { $name } is being removed from the Todoist project ({ $by }).
evicted = { $name } is no longer in the Todoist project.
evict-failed = Todoist did not let me remove { $name } from the project. Please do it there.
