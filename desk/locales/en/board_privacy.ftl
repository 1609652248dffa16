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
