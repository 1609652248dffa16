# /start, /help, usage lines, the command menu.

start-requester = This is the help desk. No forms: just write what happened.
    A person from the team will answer you right here.
start-agent = You are on the team. New requests come as cards; /queue shows what nobody has taken, /help the rest.
invite-bad = This link is no longer good. Ask for a new one; if you need help, just write what happened.

help-requester = Just write what happened, in one message or several: that becomes a request.
    To add to a request, write here or reply to any of its messages.
    /new starts a further request, /tickets shows yours, /ticket N one of them.
    /cancel N cancels a request, /notifications what I tell you, /language changes the language.
    Deleting a message here does not delete it for us: reply to it with /delete. Pictures that can be viewed only once do not reach us.
help-agent = Take on a card makes a request yours; reply to its messages to answer. // in front keeps it inside.
    <b>Lists</b>: /queue, /next takes the first, /mine, /open, /attention, /find words, /ticket N.
    <b>A request</b> (as a reply to its message no number is needed): /claim, /release, /hand, /progress, /pending, /hold, /resolve, /reopen, /escalate N why, /deescalate, /priority N 1..4, /promise N 2h, /category N name, /note N text, /ask N text, /merge N into M, /unmerge N, /split, /block N, /event N name.
    <b>You</b>: /away and /back, /quiet for cards without a sound, /topics, /shifts, /link your Todoist account, /notifications, /language.
    <b>The desk</b>: /me and /stats (your own figures in a picture), /replies (texts kept ready), /kb (articles), /problems (known ones), /categories, /blocked.
    <b>Your own</b>: /new, /tickets, /cancel N, /delete as a reply takes a message back everywhere.
help-admin = Take on a card makes a request yours; reply to its messages to answer. // in front keeps it inside.
    <b>Lists</b>: /queue, /next takes the first, /mine, /open, /attention, /find words, /ticket N.
    <b>A request</b> (as a reply to its message no number is needed): /claim, /release, /hand, /progress, /pending, /hold, /resolve, /reopen, /escalate N why, /deescalate, /priority N 1..4, /promise N 2h, /category N name, /note N text, /ask N text, /merge N into M, /unmerge N, /split, /block N, /event N name.
    <b>You</b>: /away and /back, /quiet for cards without a sound, /topics, /shifts, /link your Todoist account, /notifications, /language.
    <b>The desk</b>: /invite (/invite admin), /staff, /replies (texts kept ready), /kb (articles), /categories add, rename, remove, /blocked, /failed, /audit, /announce (a mailing), /problems (known ones), /preset (answers at once), /export, /settings, /text, /menu, /stats (figures in a picture), /me.
    <b>Your own</b>: /new, /tickets, /cancel N, /delete as a reply takes a message back everywhere.

language-choose = Which language shall I speak?
language-set = I speak English now.

usage-number = Which ticket? Like this: /{ $command } 42
usage-number-alone = One ticket, and nothing behind its number: /{ $command } 42. Nothing has changed; words for its requester go as a reply to its card.
usage-alone = { $command ->
    [next] Like this: /next, with nothing behind it: it takes the first of the queue. A certain one: /claim 42
    [queue] Like this: /queue, with nothing behind it. One request: /ticket 42; by words: /find projector cable
    [mine] Like this: /mine, with nothing behind it. One request: /ticket 42; by words: /find projector cable
    [attention] Like this: /attention, with nothing behind it. One request: /ticket 42; by words: /find projector cable
   *[other] Like this: /{ $command }, with nothing behind it. Nothing has changed.
}
usage-open = Like this: /open or /open 42; by words: /find projector cable
usage-cancel-alone = Like this: /cancel 42, with nothing behind the number. Nothing has changed; what you want to say goes as a message of its own.
usage-hand = Which ticket? Like this: /hand 42
usage-hold = Which ticket, and why? Like this: /hold 42 waiting for the organisers, or: /hold 42 until friday waiting for the organisers
usage-priority = Like this: /priority 42 2 or /priority 42 high (1 critical, 2 high, 3 medium, 4 low)
usage-category = Like this: /category 42 name. There are: { $names }
usage-category-none = Like this: /category 42 name. There are no topics yet.
usage-note = Like this: /note 42 call the organisers
usage-preset = Like this: /preset, or a new one: /preset new
usage-systems = Like this: /systems, or a new one: /systems new Shop
usage-find = Like this: /find projector cable
usage-categories = Like this: /categories add name, /categories rename 3 name, /categories remove 3
usage-invite = Like this: /invite or /invite admin
usage-link = Like this: /link or /link off

only-team = { $command ->
    [claim] Only the team can take tickets.
    [release] Only the team can release tickets.
    [hand] Only the team can hand tickets over.
    [queue] Only the team can see the queue.
    [mine] Only the team takes tickets; /tickets shows yours.
    [find] Only the team can search; /tickets shows yours.
    [note] Only the team can write notes.
    [ask] Only the team can ask colleagues.
    [resolve] Only the team can resolve tickets; write that it is solved.
    [priority] Only the team can set a priority.
    [category] Only the team can set a topic like this; your request has buttons for it.
    [categories] Only the team can see the list of topics.
    [away] Only the team can be away.
    [back] Only the team can be back.
    [quiet] Only the team gets cards.
    [topics] Only the team has topics.
    [shifts] Only the team has shifts.
    [link] Only the team can link an account.
    [invite] Only the team can invite.
    [staff] Only the team can see the team.
   *[other] Only the team can do this.
}
only-admins = Only admins can do this.
command-unknown = I don’t know { $typed }. Nothing was sent. To send words that begin with “/”, put another character before them.
command-mistyped = I don’t know { $typed }. Did you mean /{ $near }? Nothing was sent.
command-slash = “{ $typed }” begins like a command, and there is no such command. Nothing was sent. To send words that begin with “/”, put another character before them.

menu-new = A further request
menu-tickets = Your requests
menu-cancel = Cancel a request
menu-delete = Take a message back: as a reply to it
menu-language = Language
menu-help = What can be done
menu-queue = What nobody has taken
menu-mine = What you have
menu-ticket = A ticket: /ticket 42
menu-find = Search: /find words
menu-note = Note: /note 42 text
menu-away = No new cards
menu-back = Cards again
menu-invite = Invite a colleague
menu-staff = The team
menu-failed = What was given up
