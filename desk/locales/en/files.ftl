# Files that do not get to the other side.

size-mb = { $n } MB
size-kb = { $n } KB
board-file-too-large = { $file }: too large for the board. Open in the bot shows it.
board-file-lost = { $file }: could not be brought to the board. Open in the bot shows it.
