# What of a requester goes to the board.
setting-board-names = Requesters' names on the board
setting-board-names-effect = As whom the board shows them from now on; whole names of those who write from now on.
setting-board-places = Places on the board
setting-board-places-effect = The board shows the places that requesters send; otherwise only that there is one.
setting-board-files = Files on the board
setting-board-files-effect = Files that requesters send are attached to their comments; otherwise a line says that the bot has them.
setting-board-names-full = whole name
setting-board-names-initial = first name and initial
setting-board-names-number = only a number
board-requester = Requester { $number }
board-place = A place (Open in the bot shows it)
board-file-inside = { $file } stays in the bot: Open shows it.
