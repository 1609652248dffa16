# What a requester is asked to add before a person answers.
ask-missing = <code>#{ $number }</code>: what is it about, and where? A few words are enough.
ask-topic = <code>#{ $number }</code>: { $text }
ask-how = Just write it here. The team already has your request.
ask-how-reply = Reply to this message. The team already has your request.
ask-skipped = Skipped.
ask-over = You don’t need to answer this any more.
btn-skip-all = Skip all
form-missing = What and where?
setting-ask-missing = Ask for missing details
setting-ask-missing-effect = A requester who writes no more than “help” or “it does not work” is asked once what it is about and where. The team sees the request right away.

# What a press of each button was, in the log.
press-fill = reuse an earlier answer to a question
press-fillskip = skip the questions
