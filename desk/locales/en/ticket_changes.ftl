# What the desk tells people when a ticket changes; other files have the rest.

taken-released = <code>#{ $number }</code> is back in the team’s queue.
priority-by = { $by }: <b>#{ $number }</b> now has { $priority ->
    [1] critical
    [2] high
    [3] medium
   *[4] low
} priority.
category-by = { $by }: <b>#{ $number }</b> now has the topic { $category }.
category-none-by = { $by }: <b>#{ $number }</b> no longer has a topic.
renamed-by = { $by }: <b>#{ $number }</b> is now called { $subject }.

# Remarks under a task.
remark-rated = { $name }: solved, { $stars }
remark-rated-word = { $name }: solved, { $stars } “{ $words }”
remark-word = { $name }: “{ $words }”
remark-reaction = { $name }: { $signs ->
    [custom] a custom emoji
   *[other] { $signs }
}
remark-reaction-to = { remark-reaction } on “{ $words }”

# Refusals.
link-taken = { $name } is already linked to this account; they can unlink it with /link off.
draft-gathers = You are still writing another request. Once it has gone to the team, you can reopen #{ $number }.

# The requester's chat, as a remark under the task.
remark-kept = { $n ->
    [one] { $n } message
   *[other] { $n } messages
} sent while they were blocked { $n ->
    [one] is
   *[other] are
} in the thread in Telegram: /ticket { $number }.
remark-blocked = { $name } has blocked the bot. Answers are saved and will arrive when they unblock it.
remark-back = { $name } is back. The answers that were waiting are on their way.
remark-gone = { $name } no longer has a Telegram account. Answers stay here.

# Second thoughts: edited and withdrawn messages.
edit-unknown = I can no longer find the message you edited, so the change reached nobody. Please send it again.
edit-stays-inside = Updated. It is still an internal note; a note cannot become an answer. To send it, write a new message.
edit-command = An edit cannot make a message a command. Nothing has changed; send the command as a new message.
answer-command = Not sent: an answer that begins with “/” looks like a mistyped command. Put another character before it.
delete-usage = To delete one of your messages, reply to it with /delete.
delete-not-yours = This message is not yours, so I cannot delete it.
delete-done = Deleted.
delete-done-late = Deleted for everyone else. In this chat Telegram lets me delete only the last 48 hours, so please delete it here yourself.
delete-remains = <b>#{ $number }</b>: deleted, except in the chat with { $name }. It arrived there more than 48 hours ago, and Telegram no longer deletes it.
taken-back = (deleted)
subject-withdrawn = (deleted)
