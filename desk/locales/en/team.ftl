# /staff: the team, one colleague, moving tickets.
staff-away-until = away until { $until }
person-away-until = { $name } (away until { $until })
setting-staffing-hours = Hours for requests per person
setting-staffing-hours-effect = How many hours of a week one person gives to requests. With it the report on people says how many people next week needs. Off: it does not.
setting-hand-limit = Tickets per agent
setting-hand-limit-effect = An agent who goes over this number is told so. The ticket is still theirs.
hand-over-limit = You now have { $n } tickets; the recommended limit is { $most }.
btn-member-away = { $until ->
    [back] Is back
    [two] Away: two hours
    [tomorrow] Until tomorrow
   *[open] Away
}
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
audit-member-away = marked { $object } as away until: { $new }
audit-member-back = marked { $object } as back
audit-tickets-moved = moved tickets of { $object }: { $old }, { $new ->
    [queue] to the queue
   *[other] to { $new }
}
btn-admit = Let them in
btn-dismiss = Remove { $name }
btn-admit-named = Let in { $name }
person-away = { $name } (away)
staff-title = <b>The team</b>
staff-line = { $name } · { $role }
staff-by-setting = set in ADMIN_IDS
staff-away = away
staff-blocked = has blocked the bot
staff-not-started = has not started the bot
staff-linked = on the board: { $name }
staff-waiting = wants to join as { $role }
staff-holding = tickets: { $n }
staff-board-open = ⚠️ On the board, any account in the project answers without approval, also an unlinked one of a trainee or a reviewer. To allow linked members only: /settings board_members_only on
staff-invite = Invitation for a new { $role ->
    [admin] admin
    [trainee] trainee
    [senior] senior agent
    [reviewer] reviewer
    [manager] manager
   *[agent] agent
}, created by { $name }, valid until { $until }.

# What a press of each button was, in the log.
press-admit = let an admin in
press-dismiss = remove from the team
press-psessions = end a colleague’s panel sessions
press-staff = list of the team
press-person = open a colleague
press-paway = mark a colleague as away or available
press-moves = choose tickets to move
press-move = move tickets
