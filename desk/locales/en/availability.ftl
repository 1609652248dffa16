# When agents are available: away, shifts, topics, whom the bot notifies of a ticket.

away-until = You are away until { $until }: no new cards before then. Use /back to return earlier.
away-until-holding = You are away until { $until }. You have { $n ->
    [one] { $n } ticket
   *[other] { $n } tickets
}.
back-by-itself = Your time away has ended: you are back. { $n ->
    [0] Nobody is waiting.
    [one] { $n } ticket is waiting.
   *[other] { $n } tickets are waiting.
}
usage-away = Example: /away 14:00, /away 2h, /away until friday (31 days at most), or /away until you send /back.
btn-away = { $until ->
    [hour] For an hour
    [two] For two hours
   *[tomorrow] Until tomorrow
}
btn-back = I am back
staff-away-until = away until { $until }
person-away-until = { $name } (away until { $until })
setting-merge-above = Cards in one message
setting-merge-above-effect = If more tickets than this arrive in ten minutes, their cards come as one message. This is for up to six agents; with a larger team, where each gets fewer cards, the limit rises.
setting-called-first = First wave
setting-called-first-effect = If more than six agents are available, a new card goes to this many of them, a minute later to as many more, then to everyone. A smaller number means fewer cards for each; a larger one means a faster pickup.
setting-hand-limit = Tickets per agent
setting-hand-limit-effect = An agent who goes over this number is told so. The ticket is still theirs.
hand-over-limit = You now have { $n } tickets; the recommended limit is { $most }.

# A colleague, for admins; topics; shifts.
btn-member-away = { $until ->
    [back] Is back
    [two] Away: two hours
    [tomorrow] Until tomorrow
   *[open] Away
}
away-by = { $by } marked you as away: no new cards until /back.
away-until-by = { $by } marked you as away until { $until }. Use /back to return earlier.
back-by = { $by } marked you as back: you get new cards again.
member-there = available
member-holding = Tickets: { $n }
member-holding-of = { $name } { $n }
member-no-category = without a topic
member-topics = Topics: { $names }
member-no-topics = none
member-shifts = Shifts: { $own ->
    [1] their own
   *[0] business hours
}
btn-member = ‹ Back
btn-member-tickets = Tickets: { $n }
btn-member-topics = Topics
btn-member-sessions = End panel sessions ({ $n })
btn-member-shifts = Shifts
btn-team = ‹ Team
move-which = { $n ->
    [one] Should { $name }’s one ticket move?
   *[other] Which of { $name }’s { $n } tickets should move?
}
btn-move-all = All: { $n }
btn-move-some = { $name }: { $n }
move-whither = Where should { $name }’s tickets go?
btn-move-queue = To the queue
move-sure-to = { $n ->
    [one] { $n } ticket goes
   *[other] { $n } tickets go
} from { $name } to { $to }. Requesters are told as with any hand-over.
move-sure-queue = { $n ->
    [one] { $n } ticket goes
   *[other] { $n } tickets go
} from { $name } back to the queue. Available agents get the cards again.
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
topics-effect = When many agents are on shift, cards of these topics come to you first. If nothing is chosen, all topics count the same.
topics-none = There are no topics yet. An admin adds them with /categories add name.
btn-topic = { $name }
btn-topic-on = ✓ { $name }
topic-set-by = { $by } changed your topics: { $name } { $on ->
    [1] is added
   *[0] is removed
}.
shifts-title = <b>My shifts</b>
shifts-title-of = <b>{ $name }: shifts</b>
shifts-none = None set: you follow the business hours.
shifts-how = Press a day and reply with its hours. Or write: /shifts mon-fri 9-18, /shifts 25.12 none.
shifts-how-of = Press a day and reply with its hours.
shifts-more = Without shifts, business hours apply.
shifts-copy = Who should get the same week as { $name }? It replaces their current one.
shifts-empty = Business hours of the next seven days when nobody is on shift:
shifts-empty-none = In the next seven days somebody is on shift during all business hours.
shifts-desk-hours = business hours
shifts-set-by = { $by } changed your shifts. See them with /shifts.
shift-off = off
shift-ask = When do you work on { $day ->
    [d0] Mondays
    [d1] Tuesdays
    [d2] Wednesdays
    [d3] Thursdays
    [d4] Fridays
    [d5] Saturdays
   *[d6] Sundays
}? Reply to this message, for example: 9-18, or 22-6 for a night shift, or none. Now: { $now }.
shift-ask-of = When does { $name } work on { $day ->
    [d0] Mondays
    [d1] Tuesdays
    [d2] Wednesdays
    [d3] Thursdays
    [d4] Fridays
    [d5] Saturdays
   *[d6] Sundays
}? Reply to this message, for example: 9-18, or 22-6 for a night shift, or none. Now: { $now }.
shift-set = Saved.
shift-wrong = I need hours such as 9-18, or 8-12, 13-17, or 22-6 for a night shift, or none.
usage-shifts = Example: /shifts, /shifts mon-fri 9-18, /shifts 25.12 none
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
btn-shifts-empty = Uncovered hours
btn-shifts-week = ‹ Week
audit-member-away = marked { $object } as away until: { $new }
audit-member-back = marked { $object } as back
audit-tickets-moved = moved tickets of { $object }: { $old }, { $new ->
    [queue] to the queue
   *[other] to { $new }
}
audit-topic-set = changed the topics of { $object }: { $old } → { $new }
audit-shifts-set = set shifts of { $object }, { $old }: { $new }
audit-shifts-copied = gave { $object } the same week as { $new }

# A colleague is asked.
usage-ask = Example: /ask 42 @Ivan do you know this? Or: /ask 42 do you know this? and then choose a button.
ask-whom = Saved as a note. Whom should I ask?
ask-alone = Saved as a note. There is nobody else on the team to ask.
ask-nobody = Nobody on the team has this name. Without a name, /ask 42 text offers everyone.
ask-several = Several people on the team have this name. Without a name, /ask 42 text offers everyone.
asked = I asked { $name } about #{ $number }. The answer comes to you; the requester sees neither.
asked-away = I asked { $name } about #{ $number }, but they are away. The answer comes to you; the requester sees neither.
asked-away-until = I asked { $name } about #{ $number }, but they are away until { $until }. The answer comes to you; the requester sees neither.
asked-unreachable = { $name } has blocked the bot. Your question about #{ $number } is saved and will arrive when they unblock it.
asked-you = { $name } asks you. Reply to this message; only the team sees it.
placed-by-clock = { $name } did not say which request this is for.
remark-asked-away = { $name } is away and will read this later.
remark-asked-nobody = Nobody on the team has this name, so nobody was asked.
remark-asked-several = Several people on the team have this name, so nobody was asked.
ask-yourself = That is you. To save a note, use /note 42 text.

# How staff hear their news.
hear-title = How should I notify you? Each press switches: sound, silent, off.
hear-always = Messages in your tickets, and questions that need your answer, always arrive. What you switch off still shows in the ticket.
hear-line = { $news ->
    [cards] New tickets
    [changes] Changes others make to your tickets
    [reminders] Reminders
    [team] Team (who joined, left or linked an account)
    [board] Board (mass changes, failures)
   *[desk] System (failures, delays)
}: { $how ->
    [silent] silent
    [off] off
   *[sound] sound
}
btn-hear = { $news ->
    [cards] New tickets
    [changes] Changes
    [reminders] Reminders
    [team] Team
    [board] Board
   *[desk] System
} → { $how ->
    [silent] silent
    [off] off
   *[sound] sound
}
btn-own-news = My own requests
audit-hearing-set = changed their notifications: { $old } → { $new }
setting-group-notices = Notifications
setting-team-notices-to = Team notifications: to whom
setting-team-notices-to-effect = Who is told when somebody joins, leaves or links an account. If nobody is chosen: all admins.
setting-team-notices-in-group = Team notifications to the group
setting-team-notices-in-group-effect = They go to the staff group instead.
setting-board-notices-to = Board notifications: to whom
setting-board-notices-to-effect = Who is told of failures and of suspicious mass changes on the board. If nobody is chosen: all admins.
setting-board-notices-in-group = Board notifications to the group
setting-board-notices-in-group-effect = They go to the staff group instead.
setting-desk-notices-to = System notifications: to whom
setting-desk-notices-to-effect = Who is told what has failed or is delayed. If nobody is chosen: all admins.
setting-desk-notices-in-group = System notifications to the group
setting-desk-notices-in-group-effect = They go to the staff group instead.
setting-group-created = Staff group: new tickets
setting-group-created-effect = The bot tells the staff group of each new ticket.
setting-group-edited = Staff group: changed tickets
setting-group-edited-effect = The bot tells the staff group when a requester renames a ticket or edits a message.
setting-group-closed = Staff group: closed tickets
setting-group-closed-effect = The bot tells the staff group when the team closes a ticket, or when it closes without an answer from the requester.
setting-group-closed-by-requester = Staff group: closed by requesters
setting-group-closed-by-requester-effect = The bot tells the staff group when a requester confirms or cancels a ticket.
group-edited = The requester of #{ $number } has changed it: { $subject }

# What a press of each button was, in the log.
press-away = away
press-shiftclear = remove the shifts
press-shiftcopy = copy a week of shifts
press-shiftday = set the shift of a day
press-shifts = shifts
