# The page People.
page-people = People
page-any-role = Any role
page-team-order = Order
page-team-by-name = By role and name
page-team-by-load = Most tickets first
page-team = Team
page-requesters = Requesters
page-person-facts = Details
page-name = Name
page-title = Name
page-role = Role
page-holds = Assigned
page-knows = Topics
page-panel-seen = In the panel
page-sessions = { $n ->
    [one] { $n } session
   *[other] { $n } sessions
}
page-no-sessions = no session
page-waits-in-telegram = opened an admin link; the admin who created it has to let them in, in Telegram
page-invite = { $role ->
    [admin] Invite an admin
    [trainee] Invite a trainee
    [senior] Invite a senior agent
    [reviewer] Invite a reviewer
    [manager] Invite a manager
   *[agent] Invite an agent
}
page-invite-more = Another role…
page-invite-made = Invite link for a new { $role ->
    [admin] admin
    [trainee] trainee
    [senior] senior agent
    [reviewer] reviewer
    [manager] manager
   *[agent] agent
}. It works once, for { $hours } h. Copy it now, it will not be shown again.{ $role ->
    [admin] {""} An agent who opens an admin link becomes an admin.
   *[agent] {""}
}
page-shifts-of = { $first } – { $last }
page-week-before = Earlier week
page-week-after = Later week
page-nobody-works = Nobody is on shift
page-shifts = Shifts
page-shift-how = For example 9-18, or 8:30-12, 13-17, or 22-6 over midnight. Leave days off empty.
page-shifts-save = Save the week
page-shifts-copy = Copy the week to
page-shifts-clear = Remove shifts: business hours apply
page-one-day = For one day only
page-shift-wrong = The hours could not be read. Nothing was changed. Write them like 9-18 or 8:30-12, 13-17; leave days off empty.
page-day-wrong = Choose a day: year, month and day. Nothing was changed.
page-presence = { $until ->
    [two] Away for two hours
    [tomorrow] Away until tomorrow
    [open] Away until they return
   *[back] Available
}
page-not-linked = not linked
page-reached = can be reached
page-move = Move tickets
page-move-what = Which tickets
page-move-to = Move to
page-move-all = All assigned ({ $n })
page-move-queue = the queue
page-moved = { $n ->
    [one] { $n } ticket was moved.
   *[other] { $n } tickets were moved.
}{ $stayed ->
    [0] {""}
   *[other] {" "}Not moved: { $stayed }.
}
page-end-sessions = End all sessions
page-dismiss = Remove from the team
page-dismiss-what = { $name } leaves the team right away: no more cards, panel sessions and invite links end. Assigned tickets: { $n }. Where should they go?
page-not-now = Cancel
page-requesters-search = Name, e-mail or @username
page-only-blocked = blocked only
page-language = Language
page-no-name = without a name
page-never = never
page-nobody-found = Nobody matches.
page-since = Known since
page-blocked = blocked
page-block = Block
page-unblock = Unblock
page-block-effect = Messages are saved, but nobody is notified. Once the person is unblocked, they become a request.
page-block-effect-claimed = Nobody has proved the address { $address }: everybody who writes in this name is blocked, also the real person. Messages are saved, but nobody is notified.
page-block-effect-system = Messages are refused: the integration gets 403.
page-mailings = Announcements
page-mailings-on = receives them
page-mailings-off = switched off
page-not-in-telegram = only through an integration
page-joined = Connected with { $system } as { $hint } since { $at }
page-part = Disconnect
page-part-effect = What was asked through { $system } goes back to that account there. Later requests in Telegram are not shown in { $system }.
page-grants-group = { $group ->
    [changed] Different from the role
    [requests] Requests
    [lead] Leading the team
    [desk] The desk
   *[settings] Settings
}
page-grants-of = { $n } of { $of }
