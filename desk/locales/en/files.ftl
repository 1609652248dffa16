# Files that do not get to the other side.

size-mb = { $n } MB
size-kb = { $n } KB
board-file-too-large = { $file }: too large for the board. Open in the bot shows it.
board-contact = Contact: { $name }, { $phone } (Open in the bot shows the number)
board-file-lost = { $file }: could not be brought to the board. Open in the bot shows it.
file-too-large = { $file } in <b>#{ $number }</b> is too large for Telegram, which takes 50 MB. { $name } got its name and size; send a link instead.
file-lost = { $file } in <b>#{ $number }</b> could not be fetched from the board. { $name } got its name; attach it again, or send a link.
lack-too-large = { $file }: too large for Telegram
lack-lost = { $file }: it did not get through
answer-refused = Telegram did not take the answer to <b>#{ $number }</b>, so { $name } has not got it. It stays in the ticket; please send it in another way.
