# A question to a colleague about a ticket: /ask.
usage-ask = Example: /ask 42 @Ivan do you know this? Or: /ask 42 do you know this? and then choose a button.
ask-whom = Saved as a note. Whom should I ask?
ask-alone = Saved as a note. There is nobody else on the team to ask.
colleague-unknown = Nobody on the team is called “{ $name }”.
colleague-several = Several people on the team are called “{ $name }”.
asked = I asked { $name } about #{ $number }. The answer comes to you; the requester sees neither.
asked-away = I asked { $name } about #{ $number }, but they are away. The answer comes to you; the requester sees neither.
asked-away-until = I asked { $name } about #{ $number }, but they are away until { $until }. The answer comes to you; the requester sees neither.
asked-unreachable = { $name } has blocked the bot. Your question about #{ $number } is saved and will arrive when they unblock it.
asked-you = { $name } asks you. Reply to this message; only the team sees it.
remark-asked-away = { $name } is away and will read this later.
remark-asked-nobody = Nobody on the team has this name, so nobody was asked.
remark-asked-several = Several people on the team have this name, so nobody was asked.
ask-yourself = That is you. To save a note, use /note 42 text.

# What a press of each button was, in the log.
press-asks = choose a colleague
press-ask = ask a colleague
