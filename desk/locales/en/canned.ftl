# Canned replies, and an answer that is checked before it is sent.
none-replies = There are no canned replies yet. A canned reply is a text you send by its key: reply <code>!key</code> to any message of a ticket, check the text, and press Send.
canned-choose = Answer <code>#{ $number }</code> with
canned-own = only yours
canned-desk = everyone’s
canned-uses = used { $n } { $n ->
    [one] time
   *[other] times
}
canned-files = { $clip } { $n }
canned-removed = <code>!{ $word }</code> is removed. Messages already sent with it stay.
canned-team = the team
canned-acts = sends and { $acts }
reply-act = { $act ->
    [resolve] resolves
    [pending] waits for the requester
    [hold] puts on hold
    [priority] sets priority
    [category] sets topic
    [add_label] adds label
   *[hand] hands over to
}
reply-act-unknown = “{ $typed }” cannot go with a canned reply. These can: { $acts }. Nothing was done.
reply-act-value = “{ $typed }”: the value is missing or unknown. Nothing was done. Example: topic Printers.
reply-act-right = You do not have the right to “{ $typed }”. Nothing was done.
reply-act-twice = “{ $typed }” and another line exclude each other. Nothing was done.
reply-acts-over = <code>#{ $number }</code> is resolved or closed, so the acts of this reply cannot be done. Nothing was sent. The answer alone can be sent.
canned-reply-to = Which ticket is <code>!{ $word }</code> for? Send it as a reply to one of its messages.
canned-unknown = There is no canned reply !{ $word }. { $n ->
    [0] Use /replies to make one.
   *[other] Similar: { $near }
}
canned-key-wrong = First the key (one word, up to 32 letters and digits), then the text. Example: hello Hello { "{" }name{ "}" }, I will look into it.
canned-text-missing = The text is missing: write it after the key, or add a file.
canned-key-taken = There is already a canned reply !{ $word }. Choose another key, or change that one in /replies.
canned-too-many = There are already { $most } canned replies. Remove one in /replies first.
placeholder-wrong = Line { $line }: { $written } is not a placeholder. You can use { "{" }name{ "}" }, { "{" }number{ "}" }, { "{" }agent{ "}" } and { "{" }expected{ "}" }. Nothing was changed.
prepared-head = To { $name }, <code>#{ $number }</code>
prepared-like = as in #{ $number }
prepared-sent = Sent to { $name }, <code>#{ $number }</code>:
prepared-waits = Your answer to { $name }, <code>#{ $number }</code>, is waiting for approval:
prepared-withdrawn = You took your answer to { $name }, <code>#{ $number }</code>, back.
prepared-replaced = Not sent to { $name }, <code>#{ $number }</code>: another answer was sent instead.
prepared-held = The ticket is with { $name }.
prepared-finished = <code>#{ $number }</code> is closed and will stay closed.
prepared-foreign = { $language ->
    [ru] { $name } writes in Russian, but this text is in English.
   *[other] { $name } writes in English, but this text is in Russian.
}
prepared-missing = This text mentions the promised time, but #{ $number } has none. Promise one (/promise { $number } 2h) and choose the text again, or press Change.
prepared-change = Reply to this message with the text to send instead.{ $acts ->
    [0] {""}
   *[1] {" "}Its acts are not done then.
}
prepared-look-again = Something has changed in the meantime. Check the text, and press Send again if it still fits.
remark-canned = Sent for !{ $word }{ $files ->
    [0] { "" }
    [one] , with one file
   *[other] , with { $files } files
}. Editing the comment changes nothing; deleting it deletes the answer.
remark-canned-unknown = There is no canned reply !{ $word }, so nothing was sent. { $n ->
    [0] Make one with /replies in the bot.
   *[other] Similar: { $near }
}
remark-canned-missing = Nothing was sent: !{ $word } mentions the promised time, and this ticket has none.
remark-canned-edit = Editing a comment does not send a canned reply; what was already sent stays. Write a new comment.
remark-command = Not sent: { $typed } looks like a command, and commands work in Telegram only. To send text that begins with “/”, write a new comment with another character before it.
remark-command-edit = Not sent: this comment now begins with “/” and looks like a command. What was sent before stays. Write a new comment.
btn-canned = Canned replies
btn-canned-key = !{ $word }
btn-prepared-send = Send
btn-prepared-acts = Send and act
btn-prepared-alone = Send only
btn-prepared-solve = Send and resolve
btn-prepared-change = Change
audit-canned-added = added the canned reply !{ $new }
audit-canned-changed = changed the canned reply !{ $new }
audit-canned-removed = removed the canned reply !{ $old }
audit-canned-restored = restored the canned reply !{ $new }
similar-title = Similar to <code>#{ $number }</code>, already answered
similar-title-articles = This article may answer <code>#{ $number }</code>
similar-head = <code>#{ $number }</code>
similar-none = There is no longer a resolved ticket like <code>#{ $number }</code>.
btn-similar = { $n } like this
btn-similar-open = Open #{ $number }
btn-similar-use = Use #{ $number }
btn-similar-read = Read the article
btn-similar-article = Use the article

# What a press of each button was, in the log.
press-canned = choose a canned reply
press-reply_with = prepare a canned reply
press-similar = similar resolved tickets
press-similar_use = use an earlier answer
press-similar_article = use an article
press-canned_send = send a canned reply
press-canned_alone = send a canned reply without its acts
press-canned_solve = send a canned reply and resolve
press-canned_change = change a canned reply
title-replies = <b>Canned replies</b>
column-replies = Key
column-replies-text = Text
column-replies-whose = Owner
column-replies-used = Used
field-replies-key = Key
field-replies-key-help = One word of up to 32 letters and digits. A reply with !key to a message of a ticket sends the text.
field-replies-text = Text
field-replies-text-help = { "{" }name{ "}" }, { "{" }number{ "}" }, { "{" }agent{ "}" } and { "{" }expected{ "}" } (the promised time) are filled in each time. In Telegram, files may come with the text as their caption.
field-replies-acts = Acts
field-replies-acts-help = They are done with the answer and undone with it. One a line: resolve, pending, hold until friday, priority 2, topic Printers, label vip, assign Olga. A dash means none.
admin-new-replies-own = A canned reply that only you see and use. Reply to this message with its key and then its text, for example:
    <code>hello Hello { "{" }name{ "}" }, I have read { "{" }number{ "}" } and will look into it. { "{" }agent{ "}" }</code>
    { field-replies-text-help }
admin-new-replies-desk = A canned reply for everyone on the team. Reply to this message with its key and then its text, for example:
    <code>hello Hello { "{" }name{ "}" }, I have read { "{" }number{ "}" } and will look into it. { "{" }agent{ "}" }</code>
    { field-replies-text-help }
btn-new-replies-own = New, only for me
btn-new-replies-desk = New, for everyone
kind-replies-own = only for me
kind-replies-desk = for everyone
btn-do-replies-remove = Remove
btn-do-replies-restore = Restore
