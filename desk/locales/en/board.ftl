# What is written on the board, and what admins read of it. Names here are escaped by the board's door.

board-held = with { $name }
board-taken = taken on the board
board-hint = { $name } reads what you comment; with // only the team does.
board-put-back = This is not possible here ({ $status ->
    [new] new
    [assigned] taken
    [in_progress] in progress
    [pending] waiting for the requester
    [on_hold] on hold
    [resolved] resolved
    [closed] closed
    [reopened] open again
   *[cancelled] cancelled
}); I put the task back.
board-put-back-ended = This request has ended too long ago to be opened again; I put the task back. A new request can follow it.
board-trouble-token = Todoist refuses the token. Everything is stored, work goes on here; put a new TODOIST_API_TOKEN into the settings.
board-trouble-project = The project on Todoist cannot be found. Everything is stored, work goes on here; look at TODOIST_PROJECT_ID.
board-trouble-projects = Todoist does not let the desk make its project (a free account has five). Everything is stored, work goes on here; make room, or name a project in TODOIST_PROJECT_ID.
board-trouble-full = The Todoist board is full (300 active tasks). What does not fit waits here and goes onto the board as places free up; nothing is lost.
board-trouble-brake = Many tasks left the board at once. I have closed nothing more; please look at the board.
