# What the board shows about a requester.
setting-board-names = Requesters’ names on the board
setting-board-names-effect = How the board names requesters from now on. Full names appear only for people who write after the change.
setting-board-places = Places on the board
setting-board-places-effect = The board shows places that requesters send. If off, it only says that there is one.
setting-board-files = Files on the board
setting-board-files-effect = Files from requesters are attached to their comments. If off, a line says that the bot has them.
setting-board-names-full = full name
setting-board-names-initial = first name and initial
setting-board-names-number = only a number
board-requester = Requester { $number }
board-place = A place (Open in the bot shows it)
board-file-inside = { $file } stays in the bot: Open shows it.
setting-board-members-only = Board for linked members only
setting-board-members-only-effect = On: a comment by anybody else in the Todoist project stays with the team as a note, and their changes of tasks are undone. A remark says why.
board-members-only = Only linked team members act on this board. What { $name } does here is undone, and comments stay with the team. To take part: ask an admin for an invitation, then send /link to the bot.
