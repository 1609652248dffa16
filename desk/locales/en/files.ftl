# Files that do not get to the other side.
size-mb = { $n } MB
size-kb = { $n } KB
board-file-too-large = { $file }: too large for the board. Open in the bot shows it.
board-contact = Contact: { $name }, { $phone } (Open in the bot shows the number)
board-file-lost = { $file }: could not be copied to the board. Open in the bot shows it.
file-too-large = { $file } in <b>#{ $number }</b> is over Telegram’s limit of 50 MB. { $name } got only its name and size; send a link instead.
file-lost = { $file } in <b>#{ $number }</b> could not be downloaded from the board. { $name } got only its name; attach it again or send a link.
lack-too-large = { $file }: too large for Telegram
lack-lost = { $file }: not delivered
answer-refused = Telegram did not accept the answer to <b>#{ $number }</b>, so { $name } did not get it. It stays in the ticket; please send it in another way.
