# What a requester is asked to say more about before a person answers.

ask-missing = <code>#{ $number }</code>: what is it about, and where? A few words are enough.
ask-topic = <code>#{ $number }</code>: { $text }
ask-how = Just write it here. The team has your request already.
ask-how-reply = Reply to this message. The team has your request already.
ask-skipped = Skipped.
ask-over = No need to answer any more.
btn-skip-all = Skip all
form-missing = What and where?
setting-ask-missing = Ask what is missing
setting-ask-missing-effect = Who writes no more than “help” or “it does not work” is asked once what it is about, and where. The team has the request at once all the same.
