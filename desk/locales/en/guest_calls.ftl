# Calls of the bot from chats in which it is no member: the one message there, and what the team is told.
call-place = Chat without the bot
call-state = <code>#{ $number }</code> is { $status ->
    [new] filed. The team’s answer will appear in this message.
    [assigned] taken. The answer will appear in this message.
    [in_progress] in progress
    [pending] waiting for your answer
    [on_hold] on hold
    [resolved] resolved
    [closed] closed
    [reopened] open again
   *[cancelled] cancelled
}
call-how = { $status ->
    [closed] If it is not over, open me in private.
    [cancelled] If you still need it, open me in private.
    [asked] Is it over? Reply “yes” to this message.
    [resolved] Does it work? Tell me in private, or reply to this message.
   *[open] I read nothing else in this chat. To add something, reply to this message, or open me in private.
}
call-private = <code>#{ $number }</code> goes on in private.
call-consent = <code>#{ $number }</code> waits until you agree to the terms: open me in private.
call-below = #{ $number }: see my newer message below.
call-hint = What is it about? Name me together with what happened, @{ $bot }, or write to me in private.
btn-call-private = Go on in private
remark-call = Called from a chat where I am no member. Everybody there can read your last answer, without its files.
privacy-calls = In a chat where the bot is no member, people can call it by its name. What the caller wrote is kept, and the message that they called it under. Who else is in that chat, and what is said there, it does not learn.
btn-call-split = #{ $number }: go on in private
