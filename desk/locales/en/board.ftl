# What is written on the Todoist board, and what the admins are told about it.
board-quote = ↪ “{ $quote }”
board-held = with { $name }
board-hint = { $name } reads the comments here. Begin with // for a note that only the team sees.
board-put-back = Undone: this is not possible while the ticket is { $status ->
    [new] new
    [assigned] taken
    [in_progress] in progress
    [pending] waiting for the requester
    [on_hold] on hold
    [resolved] resolved
    [reopened] reopened
   *[other] in this state
}, or you have no permission to do it.
board-put-back-ended = Undone: the ticket has ended and can no longer be changed here.
board-put-back-often = Something on the board keeps changing the task of #{ $number } in a way that is not possible. I undo it each time, for up to an hour without a remark. Look for an automation in Todoist that changes it.
board-words-put-back = Undone: only { $name } can edit what they wrote.
board-line-put-back = Undone: this line is written by the help desk.
board-answer-put-back = Undone: this comment holds several messages. Edit them in Telegram, or delete it here and write a new one.
board-unread = A comment above could not be read and has reached nobody. Please write it again in other words.
board-task-unread = This task could not be read, so the last changes here had no effect.
board-trouble-token = Todoist no longer accepts the token. Everything is saved and will appear on the board once TODOIST_API_TOKEN holds a valid one and todoist_sync has been restarted. Until then, answer here.
board-trouble-connection = No Todoist account is connected, or Todoist has ended the connection. Everything is saved and will appear on the board after /link board. Until then, answer here.
board-trouble-project = The Todoist project of this help desk cannot be found: it was deleted or archived, or TODOIST_PROJECT_ID is wrong. Nothing was closed, everything is saved. Restore the project, or set the id of another one.
board-trouble-two-projects = Two Todoist projects have the name of this board. Everything is saved and waits. Put the id of the right one into TODOIST_PROJECT_ID.
board-trouble-projects = Todoist does not let me create the project (a free account has five). Everything is saved. Delete a project, or put the id of an existing one into TODOIST_PROJECT_ID.
board-trouble-sections = Todoist does not let me add the sections I need: the project has as many as it may. Everything is saved. Delete sections that nobody uses, or put the id of another project into TODOIST_PROJECT_ID.
board-trouble-full = The Todoist project is full (300 open tasks). New tickets wait here and go onto the board as places free up, the most urgent first. The bot and /queue work as usual.
brake-vanish = Unusually many tasks were deleted or moved away on the board. { $n ->
        [one] One more ticket stays open without a task
       *[other] { $n } more tickets stay open without a task
    } until you decide whether this was intended: { $tickets }.
brake-vanish-go = { $by } confirmed that the tasks were removed from the board on purpose. Closed: { $tickets }.
brake-vanish-undo = { $by } put these tickets back onto the board: { $tickets }.
brake-complete = Unusually many tasks were completed on the board within ten minutes. { $n ->
        [one] One more ticket stays as it was, and its requester is not told,
       *[other] { $n } more tickets stay as they were, and their requesters are not told,
    } until you decide whether this was intended: { $tickets }.
brake-complete-go = { $by } confirmed these tickets as resolved: { $tickets }.
brake-complete-undo = { $by } reopened the tasks of { $tickets }.
brake-comment = One account wrote more than 60 comments on the board within ten minutes. { $n ->
        [one] One more comment is saved and not sent
       *[other] { $n } more comments are saved and not sent
    } until you decide whether this was intended: { $tickets }.
brake-comment-go = { $by } sent the comments of { $tickets } to the requesters.
brake-comment-undo = { $by } kept the comments of { $tickets } as internal notes.
brake-add = One account added more than 40 tasks on the board within ten minutes. { $n ->
        [one] One more task becomes no ticket
       *[other] { $n } more tasks become no tickets
    } until you decide whether this was intended.
brake-add-go = { $by } made tickets of tasks added on the board: { $n }.
brake-add-undo = { $by } left tasks on the board without tickets: { $n }.
board-joined = { $names } can now write on the Todoist board.
board-trouble-open = The Todoist project of this help desk is now open: anyone can join without an invitation, and everybody in it acts as an agent.
former-on-board = { $name } is no longer on the team, but { $board } can still write in the Todoist project. What is written from there becomes an internal note.
former-on-board-unknown = { $board } is no longer on the team, but can still write in the Todoist project. Remove the account there.
evict-asked = { $by } is removing { $name } from the Todoist project.
evicted = { $name } is no longer in the Todoist project.
evict-failed = Todoist did not let me remove { $name } from the project. Please do it there.

# What a press of each button was, in the log.
press-brake = answer the safety stop of the board
press-evict = remove from the project on the board
press-unlink = unlink from the board
press-link = link an account on the board
