# Focus: an agent writes to one ticket without replying each time.
focus-on = ✍️ You are writing to { $name }, <code>#{ $number }</code>. Everything you send here without replying goes there. // stays a note for the team. Commands need no number: /resolve. This ends after { $minutes } minutes without a message.
focus-off = You are no longer writing to <code>#{ $number }</code>.
focus-none = You are not writing to any ticket. To start: /focus 42.
focus-over = <code>#{ $number }</code> is resolved, closed or with somebody else, so you are no longer writing to it. Your message was not sent.
focus-left = You answered <code>#{ $other }</code>, so you are no longer writing to <code>#{ $number }</code>.
focus-impossible = #{ $number } is resolved, closed or with a colleague. Reply to one of its messages instead.
btn-focus = Write here
btn-focus-off = Stop writing here
press-focus = begin writing to a ticket
press-focus_off = stop writing to a ticket
