# News that the desk's own verbs bring, beside those of the other files.

taken-released = <code>#{ $number }</code> is waiting for someone free again.
priority-by = { $by }: <b>#{ $number }</b> has the priority { $priority ->
    [1] critical
    [2] high
    [3] medium
   *[4] low
} now.
category-by = { $by }: <b>#{ $number }</b> has the topic { $category } now.
category-none-by = { $by }: <b>#{ $number }</b> has no topic any more.
renamed-by = { $by }: <b>#{ $number }</b> is called { $subject } now.

# Remarks under a task.
remark-rated = { $name }: solved, { $stars }
remark-rated-word = { $name }: solved, { $stars } “{ $words }”
remark-word = { $name }: “{ $words }”
remark-reaction = { $name }: { $signs ->
    [custom] an emoji of their own
   *[other] { $signs }
}
remark-reaction-to = { remark-reaction } on “{ $words }”

# Refusals.
link-taken = { $name } is linked to this account already; they can undo it by /link off.
draft-gathers = A request of yours is still being written; as soon as it has gone to the team, #{ $number } can come back.

# The requester's chat, as a remark under the task.
remark-kept = { $n ->
    [one] { $n } earlier message
   *[other] { $n } earlier messages
} from the time when they were blocked { $n ->
    [one] is
   *[other] are
} in the thread in Telegram: /ticket { $number }.
remark-blocked = { $name } has blocked the bot. Answers are stored and arrive when they are back.
remark-back = { $name } is back; what waited is on its way.
remark-gone = Telegram no longer knows { $name }. Answers stay here.

# Second thoughts: edited and withdrawn messages.
edit-unknown = I do not know this message any more, so the change stays here. Please write it once more.
edit-stays-inside = Changed. It stays inside: a note does not become an answer. To send it, write it anew.
edit-command = A message cannot be edited into a command. Nothing has changed; send the command as a new message.
answer-command = This was not sent: an answer cannot begin with “/”, because it looks like a mistyped command. Put another character before it.
delete-usage = To take a message of yours back, reply to it with /delete.
delete-not-yours = This is not a message of yours that I could take back.
delete-done = Taken back.
delete-done-late = Taken back. Here in the chat Telegram lets me delete only the last 48 hours; please delete it yourself.
delete-remains = <b>#{ $number }</b>: it is taken back, but what { $name } has got is older than 48 hours; Telegram no longer deletes it there.
taken-back = (taken back)
subject-withdrawn = (taken back)
