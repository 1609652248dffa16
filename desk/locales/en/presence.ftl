# When staff are there: away, shifts, topics, whom a ticket is called to.

away-until = You are away until { $until }: no new cards before that. /back ends it earlier.
away-until-holding = You are away until { $until }. You have { $n ->
    [one] { $n } request
   *[other] { $n } requests
}.
back-by-itself = The time you gave is over: you are back. { $n ->
    [0] Nobody is waiting.
    [one] { $n } request is waiting.
   *[other] { $n } requests are waiting.
}
usage-away = Like this: /away 14:00, /away 2h, /away until friday, 31 days at most; or /away until you say /back.
btn-away = { $until ->
    [hour] For an hour
    [two] For two hours
   *[tomorrow] Until tomorrow
}
btn-back = I am back
staff-away-until = away until { $until }
person-away-until = { $name } (away until { $until })
setting-merge-above = New tickets before cards are merged
setting-merge-above-effect = Above so many new tickets in ten minutes their cards come as one message. For up to six agents; it grows with the team, as each is sent fewer cards.
setting-called-first = Called first
setting-called-first-effect = Where more than six are there, a new card goes to so many of them, a minute later to as many more, then to all. Fewer: less noise for each; more: it is taken sooner.
setting-hand-limit = Tickets in hand
setting-hand-limit-effect = Who takes one more than this is told so, and has it all the same.
hand-over-limit = You have { $n } requests now; the desk's limit is { $most }.

# A colleague, for admins; topics; shifts.
btn-member-away = { $until ->
    [back] Is back
    [two] Away: two hours
    [tomorrow] Until tomorrow
   *[open] Away
}
away-by = { $by } has marked you away: no new cards until /back.
away-until-by = { $by } has marked you away until { $until }. /back ends it earlier.
back-by = { $by } has marked you as back: new cards come again.
member-there = there
member-holding = Holding: { $n }
member-holding-of = { $name } { $n }
member-no-category = without a topic
member-topics = Topics: { $names }
member-no-topics = none
member-shifts = Shifts: { $own ->
    [1] their own
   *[0] the desk's hours
}
btn-member = ◂ Back
btn-member-tickets = Tickets: { $n }
btn-member-topics = Topics
btn-member-sessions = End panel sessions ({ $n })
btn-member-shifts = Shifts
btn-team = ◂ Team
move-which = { $n ->
    [one] Shall { $name }'s one ticket move?
   *[other] Which of { $name }'s { $n } tickets shall move?
}
btn-move-all = All: { $n }
btn-move-some = { $name }: { $n }
move-whither = Where shall { $name }'s tickets go?
btn-move-queue = To the queue
move-sure-to = { $n ->
    [one] { $n } ticket goes
   *[other] { $n } tickets go
} from { $name } to { $to }. Their requesters hear of it as of any hand-over.
move-sure-queue = { $n ->
    [one] { $n } ticket goes
   *[other] { $n } tickets go
} from { $name } back to the queue, announced again.
btn-move-sure = Yes, move { $n }
moved = { $n ->
    [one] { $n } ticket moved
   *[other] { $n } tickets moved
}{ $stayed ->
    [0] .
   *[other] ; { $stayed } could not.
}
topics-title = My topics
topics-title-of = { $name }: topics
topics-now = Chosen: { $names }
topics-effect = Where many are on shift, cards of these topics come to you first. Nothing chosen: all topics alike.
topics-none = There are no topics yet: an admin adds them with /categories add name.
btn-topic = { $name }
btn-topic-on = ✓ { $name }
topic-set-by = { $by } has changed your topics: { $name } { $on ->
    [1] is one of them
   *[0] is none of them
}.
shifts-title = <b>My shifts</b>
shifts-title-of = <b>{ $name }: shifts</b>
shifts-none = None set: the desk's hours.
shifts-how = Press a day and reply with its hours. Or write: /shifts mon-fri 9-18, /shifts 25.12 none.
shifts-how-of = Press a day and reply with its hours.
shifts-more = No shifts means the desk's hours.
shifts-copy = Who shall have the same week as { $name }? It replaces what they had.
shifts-empty = In the coming seven days the desk is open and nobody works:
shifts-empty-none = In the coming seven days somebody works whenever the desk is open.
shifts-desk-hours = the desk's hours
shifts-set-by = { $by } has changed your shifts. /shifts shows them.
shift-off = off
shift-ask = When do you work on { $day ->
    [d0] Mondays
    [d1] Tuesdays
    [d2] Wednesdays
    [d3] Thursdays
    [d4] Fridays
    [d5] Saturdays
   *[d6] Sundays
}? Reply to this, for example 9-18, or 22-6 over midnight, or none. Now: { $now }.
shift-ask-of = When does { $name } work on { $day ->
    [d0] Mondays
    [d1] Tuesdays
    [d2] Wednesdays
    [d3] Thursdays
    [d4] Fridays
    [d5] Saturdays
   *[d6] Sundays
}? Reply to this, for example 9-18, or 22-6 over midnight, or none. Now: { $now }.
shift-set = Noted.
shift-wrong = I need hours like 9-18, or 8-12, 13-17, or 22-6 over midnight, or none.
usage-shifts = Like this: /shifts, /shifts mon-fri 9-18, /shifts 25.12 none
weekday = { $day ->
    [d0] Mon
    [d1] Tue
    [d2] Wed
    [d3] Thu
    [d4] Fri
    [d5] Sat
   *[d6] Sun
}
btn-weekday = { $day ->
    [d0] Mon
    [d1] Tue
    [d2] Wed
    [d3] Thu
    [d4] Fri
    [d5] Sat
   *[d6] Sun
}
btn-shifts-clear = No shifts
btn-shifts-copy = Same for…
btn-shifts-empty = Hours nobody works
btn-shifts-week = ◂ Week
audit-member-away = marked { $object } away until: { $new }
audit-member-back = marked { $object } as back
audit-tickets-moved = tickets of { $object } moved: { $old }, { $new ->
    [queue] to the queue
   *[other] to { $new }
}
audit-topic-set = changed the topics of { $object }: { $old } → { $new }
audit-shifts-set = set shifts of { $object }, { $old }: { $new }
audit-shifts-copied = gave { $object } the week of { $new }

# A colleague is asked.
usage-ask = Like this: /ask 42 @Ivan do you know this? or /ask 42 do you know this? and then a button.
ask-whom = Noted inside. Whom shall I ask?
ask-alone = Noted inside. There is nobody else on the team to ask.
ask-nobody = Nobody on the team is called that. Without a name, /ask 42 text offers everybody.
ask-several = Several on the team are called that. Without a name, /ask 42 text offers everybody.
asked = { $name } is asked about #{ $number }. Their answer comes to you; the requester sees neither.
asked-away = { $name } is asked about #{ $number }, but is away. Their answer comes to you; the requester sees neither.
asked-away-until = { $name } is asked about #{ $number }, but is away until { $until }. Their answer comes to you; the requester sees neither.
asked-unreachable = { $name } is asked about #{ $number }, but has blocked the bot: it reaches them when they are back.
asked-you = { $name } asks you. Reply to this message; only the team sees it.
placed-by-clock = { $name } did not say which request this is for.
remark-asked-away = { $name } is away and reads this later.
remark-asked-nobody = Nobody on the team is called that: nobody was asked.
remark-asked-several = Several on the team are called that: nobody was asked.
ask-yourself = That is yourself: /note 42 text keeps it inside.

# How staff hear their news.
hear-title = How shall I tell you? A press goes on: sound, silent, off.
hear-always = What people write in your tickets, and what asks for your press, always comes. What is off still stands in the ticket.
hear-line = { $news ->
    [cards] New requests
    [changes] What others do to your tickets
    [reminders] Reminders
    [team] Team (who came, went, linked an account)
    [board] Board (the brake, trouble)
   *[desk] Desk (what was given up or waits too long)
}: { $how ->
    [silent] silent
    [off] off
   *[sound] sound
}
btn-hear = { $news ->
    [cards] New requests
    [changes] Changes
    [reminders] Reminders
    [team] Team
    [board] Board
   *[desk] Desk
} → { $how ->
    [silent] silent
    [off] off
   *[sound] sound
}
btn-own-news = My own requests
audit-hearing-set = changed how they hear: { $old } → { $new }
setting-group-notices = Notices
setting-team-notices-to = News of the team: to whom
setting-team-notices-to-effect = Who came, went or linked an account is told to these people; nobody chosen: to all admins.
setting-team-notices-in-group = News of the team in the staff group
setting-team-notices-in-group-effect = It goes to the staff group instead.
setting-board-notices-to = News of the board: to whom
setting-board-notices-to-effect = The brake and trouble on the board are told to these people; nobody chosen: to all admins.
setting-board-notices-in-group = News of the board in the staff group
setting-board-notices-in-group-effect = It goes to the staff group instead.
setting-desk-notices-to = News of the desk: to whom
setting-desk-notices-to-effect = What was given up or waits too long is told to these people; nobody chosen: to all admins.
setting-desk-notices-in-group = News of the desk in the staff group
setting-desk-notices-in-group-effect = It goes to the staff group instead.
setting-group-created = Staff group: new requests
setting-group-created-effect = The staff group is told of each new request.
setting-group-edited = Staff group: changed requests
setting-group-edited-effect = The staff group is told when a requester renames a request or edits their words.
setting-group-closed = Staff group: ended requests
setting-group-closed-effect = The staff group is told when the team or silence ends a request.
setting-group-closed-by-requester = Staff group: ended by the requester
setting-group-closed-by-requester-effect = The staff group is told when a requester confirms or cancels a request.
group-edited = #{ $number } was changed by its requester: { $subject }
