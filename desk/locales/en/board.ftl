# What is written on the Todoist board, and what the admins are told about it.

board-held = with { $name }
board-taken = taken on the board
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
board-put-back-ended = Put back: the ticket has ended and cannot be changed here any more.
board-trouble-token = Todoist no longer accepts the token. Everything is stored and will appear on the board by itself once TODOIST_API_TOKEN holds a valid one and todoist_sync is started again. Until then, answer here.
board-trouble-project = The Todoist project of this desk cannot be found: it was deleted or archived, or TODOIST_PROJECT_ID is wrong. Nothing was closed, everything is stored. Restore the project, or name another one.
board-trouble-projects = Todoist does not let us create the project for the desk (a free account has five). Everything is stored. Delete a project, or put the id of an existing one into TODOIST_PROJECT_ID.
board-trouble-full = The Todoist project has as many open tasks as it may (300). New tickets wait here and go onto the board, most urgent first, as places free up. The bot and /queue work as ever.
board-trouble-brake = Unusually many tasks were deleted or moved away on the board. I closed the first tickets and hold the others back; they go on here, without a task.
