# The page People.
page-people = People
page-team = Team
page-requesters = Requesters
page-person-facts = Facts
page-name = Name
page-title = Name
page-role = Role
page-holds = Holds
page-knows = Answers best
page-panel-seen = At the panel
page-sessions = { $n ->
    [one] { $n } session
   *[other] { $n } sessions
}
page-no-sessions = no session
page-waits-in-telegram = opened an admin's link: whoever made it lets them in, in Telegram
page-invite = { $role ->
    [admin] Invite an admin
   *[agent] Invite an agent
}
page-invite-made = A link for a new { $role ->
    [admin] admin
   *[agent] agent
}, good once and for { $hours } h. It is shown only here, only now. An agent who opens an admin's link becomes an admin.
page-week = Shifts, seven days from today
page-nobody-works = Nobody works
page-shifts = Shifts
page-shift-how = Like 9-18, or 8:30-12, 13-17, or 22-6 over midnight. An empty day is off.
page-shifts-save = Save the week
page-shifts-copy = Copy the week to them
page-shifts-clear = No shifts: the desk's hours
page-one-day = Only on this day
page-shift-wrong = Write hours like 9-18, or 8:30-12, 13-17; leave a day off empty. Nothing was changed.
page-day-wrong = Say which day: year, month and day. Nothing was changed.
page-presence = { $until ->
    [two] Away for two hours
    [tomorrow] Away until tomorrow
    [open] Away until they are back
   *[back] Is back
}
page-not-linked = not linked
page-reached = can be reached
page-move = Move tickets
page-move-what = Which tickets
page-move-to = Where to
page-move-all = All in hand ({ $n })
page-move-queue = to the queue
page-moved = { $n ->
    [one] { $n } ticket went.
   *[other] { $n } tickets went.
}{ $stayed ->
    [0] {""}
   *[other] {" "}Stayed: { $stayed }.
}
page-end-sessions = End all sessions
page-dismiss = Dismiss
page-dismiss-what = { $name } leaves the team at once: no more cards, no sessions at the panel, their links end. Tickets in hand: { $n }. Where shall they go?
page-not-now = Not now
page-requesters-search = Name or @username
page-only-blocked = only blocked
page-language = Language
page-last-filed = Last request
page-no-name = without a name
page-never = never
page-nobody-found = Nobody is called like that.
page-since = Known since
page-blocked = blocked
page-block = Block
page-unblock = Unblock
page-block-effect = What somebody blocked sends is kept and broadcast to nobody. Unblocked, it becomes a request.
page-block-effect-system = What somebody blocked sends is refused: their system hears 403.
page-mailings = Mailings
page-mailings-on = gets them
page-mailings-off = wants none
page-not-in-telegram = comes through another system
page-joined = Joined with { $system } as { $hint } since { $at }
page-part = Undo
page-part-effect = What was asked through { $system } goes back to its own person there. Later requests in Telegram are not shown in { $system }.
