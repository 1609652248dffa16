# Edited and deleted messages.
edit-unknown = I can no longer find the message you edited, so the change reached nobody. Please send it again.
edit-stays-inside = Updated. It is still an internal note; a note cannot become an answer. To send it, write a new message.
edit-command = An edit cannot make a message a command. Nothing has changed; send the command as a new message.
answer-command = Not sent: an answer that begins with “/” looks like a mistyped command. To send it as text, put a dot first.
delete-usage = To delete one of your messages, reply to it with /delete.
delete-not-yours = This message is not yours, so I cannot delete it.
delete-done = Deleted.
delete-done-late = Deleted for everyone else. In this chat Telegram lets me delete only the last 48 hours, so please delete it here yourself.
delete-done-group = Withdrawn. If your message is still here, please delete it yourself.
mail-remains = <b>#{ $number }</b>: the answer is deleted here and on the board. The e-mail to { $name } has already left.
delete-remains = <b>#{ $number }</b>: deleted, except in the chat with { $name }. It arrived there more than 48 hours ago, and Telegram no longer deletes it.
taken-back = (deleted)
subject-withdrawn = (deleted)
subject-deleted = (deleted after the storage period)
words-changed = ✏️ <b>#{ $number }</b> { $name } changed the words of the request. New: <b>{ $words }</b>
words-taken-back = ✏️ <b>#{ $number }</b> The requester has withdrawn these words.
words-changed-again = ✏️ <b>#{ $number }</b> These words were changed once more, see below.
