# Edited and deleted messages.
edit-unknown = I can no longer find the message you edited, so the change reached nobody. Please send it again.
edit-stays-inside = Updated. It is still an internal note; a note cannot become an answer. To send it, write a new message.
edit-command = An edit cannot make a message a command. Nothing has changed; send the command as a new message.
answer-command = Not sent: an answer that begins with “/” looks like a mistyped command. To send it as text, put a dot first.
answer-note = Not sent: “//” marks an internal note, and this goes to the requester. Leave the slashes out, or add it as a note.
delete-usage = To delete one of your messages, reply to it with /delete.
slip-hint = To take back only your last message, reply to it with /delete. If you don’t need #{ $number } any more, write “cancel”.
delete-not-yours = This message is not yours, so I cannot delete it.
delete-done = Deleted.
delete-done-late = Deleted for everyone else. In this chat Telegram lets me delete only the last 48 hours, so please delete it here yourself.
delete-done-group = Withdrawn. If your message is still here, please delete it yourself.
mail-remains = <b>#{ $number }</b>: the answer is deleted here and on the board. The e-mail to { $name } has already left.
mail-unchanged = <b>#{ $number }</b>: the answer is changed here and on the board. { $name } has the earlier words by e-mail; write again if that matters.
delete-remains = <b>#{ $number }</b>: deleted, except in the chat with { $name }. It arrived there more than 48 hours ago, and Telegram no longer deletes it.
taken-back = (deleted)
subject-withdrawn = (deleted)
subject-deleted = (deleted after the storage period)
words-changed = ✏️ <b>#{ $number }</b> { $name } changed the words of the request. New: <b>{ $words }</b>
words-taken-back = ✏️ <b>#{ $number }</b> The requester has withdrawn these words.
words-changed-again = ✏️ <b>#{ $number }</b> These words were changed once more, see below.

# Messages in shapes that are not text.
message-unread = I cannot read all of this message, so nothing was done with it. Please send it as plain text.
poll-not-sent = Nothing was sent: nobody would get the votes. Please ask in words, and name the answers to choose from.
