# What the board shows about a requester.
setting-board-names = Requesters’ names on the board
setting-board-names-effect = How the board names requesters from now on. Full names appear only for people who write after the change.
setting-board-shows = Shown on the board
setting-board-shows-effect = What the board shows: places that requesters send, otherwise only that there is one; files from requesters, attached to their comments, otherwise a line that the bot has them; in the task’s description, how many requests the requester filed before, about what, and how they were rated.
setting-board-shows-places = places
setting-board-shows-files = files
setting-board-shows-earlier = earlier requests
setting-board-names-full = full name
setting-board-names-initial = first name and initial
setting-board-names-number = only a number
board-requester = Requester { $number }
board-place = A place (Open in the bot shows it)
board-file-inside = { $file } stays in the bot: Open shows it.
setting-board-members-only = Board for linked members only
setting-board-members-only-effect = On: a comment by anybody else in the Todoist project stays with the team as a note, and their changes of tasks are undone. A remark says why.
board-may-not = What { $name } changes here is undone: they may not change tickets.
board-members-only = Only linked team members act on this board. What { $name } does here is undone, and comments stay with the team. To take part: ask an admin for an invitation, then send /link to the bot.
