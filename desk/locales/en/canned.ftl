# Canned replies: texts kept ready, and an answer before it goes.

replies-none = There are no canned replies yet: texts kept ready, which you send by their key. Reply <code>!key</code> to any message of a request, look at what it says, and press Send.
replies-title = <b>Canned replies</b>, by <code>!key</code> as a reply to a message of a request
canned-choose = Answer <code>#{ $number }</code> with
canned-own = only yours
canned-desk = everybody’s
canned-uses = used { $n } { $n ->
    [one] time
   *[other] times
}
canned-files = { $clip } { $n }
canned-removed = <code>!{ $word }</code> is removed. What was sent with it stays.
canned-set = It says this now:
canned-team = the team
canned-reply-to = <code>!{ $word }</code> needs a request: send it as a reply to one of its messages.
canned-unknown = There is no canned reply !{ $word }. { $n ->
    [0] /replies shows how to make one.
   *[other] Near it: { $near }
}
reply-ask-new = { $own ->
    [own] A canned reply only you see and use.
   *[other] A canned reply for everybody on the team.
 } Reply to this message with its key and then its text, like this:
    <code>hello Hello { "{" }name{ "}" }, I have read { "{" }number{ "}" } and shall look into it. { "{" }agent{ "}" }</code>
    { "{" }name{ "}" }, { "{" }number{ "}" }, { "{" }agent{ "}" } and { "{" }expected{ "}" } (when it may be expected) are filled in each time. Files come with that as their caption.
reply-ask-text = Reply to this message with what <code>!{ $word }</code> is to say. Files come with that as their caption.
canned-key-wrong = First the key, one word of letters and digits (up to 32), then the text. Like this: hello Hello { "{" }name{ "}" }, I look into it.
canned-text-missing = There is nothing to say: after the key comes the text, or a file.
canned-key-taken = There is !{ $word } already: choose another key, or change that one in /replies.
canned-too-many = There are { $most } already: remove one in /replies first.
placeholder-wrong = Line { $line }: { $written } cannot be filled. There are { "{" }name{ "}" }, { "{" }number{ "}" }, { "{" }agent{ "}" } and { "{" }expected{ "}" }. Nothing was changed.

prepared-head = To { $name }, <code>#{ $number }</code>
prepared-like = as in #{ $number }
prepared-sent = Sent to { $name }, <code>#{ $number }</code>:
prepared-replaced = Not sent to { $name }, <code>#{ $number }</code>: something else was said instead.
prepared-held = { $name } has the request.
prepared-finished = <code>#{ $number }</code> is closed, and stays so.
prepared-foreign = { $language ->
    [ru] { $name } writes in Russian, but this text is in English.
   *[other] { $name } writes in English, but this text is in Russian.
}
prepared-missing = No time is promised for #{ $number }, which this text names. Promise one (/promise { $number } 2h) and take the text again, or press Change.
prepared-change = Reply to this message with what shall go instead.
prepared-look-again = Something has happened since: look, and press Send again if it still fits.

remark-canned = Sent for !{ $word }{ $files ->
    [0] { "" }
    [one] , with one file
   *[other] , with { $files } files
}. Changing the comment changes nothing; deleting it takes the answer back.
remark-canned-unknown = There is no canned reply !{ $word }: nothing was sent. { $n ->
    [0] /replies in the bot makes them.
   *[other] Near it: { $near }
}
remark-canned-missing = !{ $word } names a time, and none is promised for this ticket: nothing was sent.
remark-canned-edit = A changed comment calls no canned reply: what was sent stays. Write a new one.
remark-command = Not sent: { $typed } looks like a command, and commands work in Telegram only. To send words that begin with “/”, put another character before them in a new comment.
remark-command-edit = Not sent: this comment now begins with “/” and looks like a command. What was sent before stays. Write a new comment.

btn-canned = Canned replies
btn-canned-key = !{ $word }
btn-prepared-send = Send
btn-prepared-change = Change
btn-replies = All of them
btn-reply-own = New, only mine
btn-reply-desk = New, for everybody
btn-reply-text = Change the text
btn-reply-remove = Remove
btn-reply-back = Bring it back

audit-canned-added = made the canned reply !{ $new }
audit-canned-changed = changed the canned reply !{ $new }
audit-canned-removed = removed the canned reply !{ $old }
audit-canned-restored = brought the canned reply !{ $new } back

similar-title = Answered before, and like <code>#{ $number }</code>
similar-title-articles = An article that may answer <code>#{ $number }</code>
similar-head = <code>#{ $number }</code>
similar-none = Nothing that was solved is like <code>#{ $number }</code> any more.
btn-similar = { $n } like this
btn-similar-open = Open #{ $number }
btn-similar-use = Use #{ $number }
btn-similar-read = Read the article
btn-similar-article = Use the article
