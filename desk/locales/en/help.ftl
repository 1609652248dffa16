# /help, hints to commands, the command menu.
invite-bad = This link has expired. Ask for a new one. If you need help, just write what happened.
help-requester = Just write what happened, in one message or several: that becomes a request.
    To add to a request, write here or reply to any of its messages.
    /new starts another request, /tickets shows yours, /ticket N one of them.
    /cancel N cancels a request, /notifications chooses what I tell you, /language changes the language.
    /privacy says what is stored about you; /privacy data sends it as a file, /privacy forget erases it.
    Deleting a message here does not delete it for us: reply to it with /delete. Pictures that can be viewed only once do not reach us.
language-choose = Which language should I speak?
language-set = I now speak English.
usage-number = Which ticket? Example: /{ $command } 42
usage-number-alone = Send only one number: /{ $command } 42. Nothing has changed. To write to the requester, reply to the card.
usage-alone = { $command ->
    [next] Send it alone: /next. It takes the first ticket of the queue. To take another one: /take 42
    [queue] Send it alone: /queue. For one ticket: /ticket 42; to search: /find projector cable
    [mine] Send it alone: /mine. For one ticket: /ticket 42; to search: /find projector cable
    [attention] Send it alone: /attention. For one ticket: /ticket 42; to search: /find projector cable
   *[other] Send it alone: /{ $command }. Nothing has changed.
}
usage-open = Example: /open or /open 42. To search: /find projector cable
usage-cancel-alone = Send only the number: /cancel 42. Nothing has changed; send what you want to say as a separate message.
usage-hand = Which ticket? Example: /hand 42
usage-hold = Which ticket, and why? Example: /hold 42 waiting for the organisers, or: /hold 42 until Friday waiting for the organisers
usage-priority = Example: /priority 42 2 or /priority 42 high (1 critical, 2 high, 3 medium, 4 low)
usage-category = Example: /category 42 topic. The topics: { $names }
usage-category-none = Example: /category 42 topic. There are no topics yet.
usage-note = Example: /note 42 call the organisers
usage-systems = Example: /systems. For a new one: /systems new Shop
usage-find = Example: /find projector cable
usage-categories = Example: /categories add name, /categories rename 3 name, /categories remove 3, /categories import, /categories export
usage-invite = Example: /invite, or with a role: /invite trainee. Roles: { $roles }.
usage-link = Example: /link or /link off
only-team = { $command ->
    [claim] Only the team can take tickets.
    [release] Only the team can release tickets.
    [hand] Only the team can hand tickets over.
    [queue] Only the team can see the queue.
    [mine] Only the team takes tickets; /tickets shows your requests.
    [find] Only the team can search; /tickets shows your requests.
    [note] Only the team can write notes.
    [ask] Only the team can ask colleagues.
    [resolve] Only the team can resolve tickets. Just write that it is solved.
    [priority] Only the team can set a priority.
    [category] Only the team can use /category; your request has buttons for the topic.
    [categories] Only the team can see the list of topics.
    [away] Only the team can use /away.
    [back] Only the team can use /back.
    [quiet] Only the team can use /quiet.
    [shifts] Only the team can use /shifts.
    [link] Only the team can link an account.
    [invite] Only the team can invite.
    [staff] Only the team can see the team.
   *[other] Only the team can do this.
}
not-granted = Your role does not allow this. An admin can change that: /staff.
command-unknown = I don’t know { $typed }. Nothing was sent. To send it as text, put a dot first.
command-mistyped = I don’t know { $typed }. Did you mean /{ $near }? Nothing was sent.
command-off = { $typed } is off, and nothing was sent. It needs the setting “{ $setting }”.
btn-switch-on = Switch on
command-of-others = “{ $typed }”: a forwarded or quoted command does nothing. Nothing was sent. To use it, type it yourself.
command-slash = “{ $typed }” looks like a command, but there is no such command. Nothing was sent. To send it as text, put a dot first.
menu-new = Another request
menu-tickets = Your requests
menu-cancel = Cancel a request
menu-delete = Delete a message: reply to it
menu-language = Language
menu-help = What you can do
menu-queue = What nobody has taken
menu-mine = What is assigned to you
menu-ticket = One ticket: /ticket 42
menu-find = Search: /find words
menu-note = Note: /note 42 text
menu-invite = Invite a colleague
menu-staff = The team

# What a press of each button was, in the log.
press-lang = change the language
