# Settings: what they are called, what they do, what is wrong with a value.
setting-group-requests = Requests
setting-group-team = Team
setting-group-limits = Limits
setting-group-board = Board
setting-group-desk = General
setting-intake-quiet-seconds = Gathering a request
setting-intake-quiet-seconds-effect = When a requester has written nothing for this long, the messages of their new request go to the team together.
setting-auto-close-hours = Close without an answer
setting-auto-close-hours-effect = A resolved ticket closes if its requester doesn’t answer within this time. A pending ticket then counts as resolved, and its requester is asked to confirm; if targets are on, a silent reminder comes halfway. Off: tickets wait for an answer.
setting-reopen-days = Time to reopen
setting-reopen-days-effect = Requesters can reopen a closed request within this time. A later reply starts a new request.
setting-group-replies = Answers from the team’s group
setting-group-replies-effect = What goes from the team’s group to requesters. In a forum, each line in a ticket’s topic is an answer, or only replies are; or nothing leaves the group.
setting-group-replies-topics = replies, and each line in a topic
setting-group-replies-replies = replies only
setting-group-replies-none = nothing
setting-undo-seconds = Time to undo
setting-undo-seconds-effect = For this long agents can undo a press, which the requester is told only afterwards, and take back their last answer with the word “undo”.
setting-remind-minutes = First reminder
setting-remind-minutes-effect = If nobody takes a ticket, its card is sent again after this time, and admins are notified after twice as long. An agent who keeps a requester waiting is reminded after four times as long. Off: no reminders.
setting-max-untaken = Untaken requests per person
setting-max-untaken-effect = If a requester already has this many requests that nobody has taken, the next one waits in the queue. The team is alerted to it only if the requester says that it is urgent. Four times as many for people of an event’s link, an organization or an allowed group.
setting-max-new-per-hour = New requests per hour
setting-max-new-per-hour-effect = After this many new requests within an hour, a requester’s next one waits in the queue in the same way. Four times as many for people of an event’s link, an organization or an allowed group.
setting-max-open = Open requests per person
setting-max-open-effect = If a requester already has this many open requests, the next one waits in the queue. The team is alerted to it only if the requester says that it is urgent.
setting-board-phone-numbers = Full phone numbers on the board
setting-board-phone-numbers-effect = On: the board shows the whole number of a shared contact. Off: only its last digits.
setting-withdrawn-days = Deleted messages
setting-withdrawn-days-effect = A message that its author deleted is shown to nobody. After this time its text, files and earlier versions are erased for good.
setting-raw-days = Raw updates
setting-raw-days-effect = How long updates from Telegram and the messages the bot sent are kept for troubleshooting. Updates are never kept longer than deleted messages or what was masked, but at least two days.
setting-closed-kept-days = Closed requests
setting-closed-kept-days-effect = After this time the text and files of a closed request are deleted here. Its number, times, people and topic stay for reports, and so does its task on the board. Off: requests are kept forever.
setting-audit-kept-days = Audit log
setting-audit-kept-days-effect = After this time entries of the audit log are deleted. Off: they are kept forever.
setting-people-kept-days = People without a request
setting-people-kept-days-effect = Somebody who started the bot, never sent a request and did nothing for this long is erased with everything about them. They get no message. Off: they are kept forever.
setting-archive-deleted = Archive before deleting
setting-archive-deleted-effect = Closed requests and entries of the audit log are written to a file of the day on the server before they are deleted. The operator of the server has to protect and delete these files.
setting-panel-for-agents = Panel for agents
setting-panel-for-agents-effect = Agents can sign in to the panel too. They see tickets and their own figures.
setting-timezone = Time zone
setting-timezone-effect = All times are shown in this time zone; business hours are counted in it.
setting-length = { $unit ->
    [seconds] { $n } s
    [minutes] { $n } min
    [hours] { $n } h
   *[days] { $n } { $n ->
        [one] day
       *[other] days
    }
}
setting-unit = { $unit ->
    [seconds] seconds
    [minutes] minutes
    [hours] hours
   *[days] days
}
setting-on = on
setting-off = off
setting-none = none
setting-wrong-length = { $unit ->
    [seconds] Seconds
    [minutes] Minutes
    [hours] Hours
   *[days] Days
}, { $least }{ $part ->
    [none] {""}
   *[some] .{ $part }
} to { $most }{ $off ->
    [1] {" "}(0: off)
   *[0] {""}
}.
setting-wrong-number = It must be a whole number from { $least } to { $most }.
setting-ask-length = For example 20 or 1.5. You can also write 5 min, 2 h or 3 days.
setting-ask-none = Send “-” for none.
setting-wrong-switch = It must be on or off.
setting-wrong-choice = It must be one of: { $words }.
setting-wrong-several = It must be any of: { $words }, separated by commas.
setting-wrong-zone = It must be a large city, for example Riga, or the name of a time zone, for example Europe/Riga or UTC.
setting-wrong-list = At most { $most } words or phrases of { $longest } characters each, one a line or separated by commas.
no-such-setting = There is no such setting. /settings shows all of them.
setting-pinned = { $variable } in the environment sets this value, so it can be changed only there.
setting-changed-since = Somebody changed this in the meantime. Here is the current value.
settings-title = <b>Settings</b>
    Nothing changes until you press a value, and you can undo each change.
    To find a setting, add a word: /settings survey. To set one directly: /settings max_open 30.
settings-found = <b>Settings</b> that match “{ $words }”
settings-none = No setting matches “{ $words }”.
settings-line = { $name }: <b>{ $value }</b>
setting-now = Now: { $value }
setting-default = Default: { $value }
setting-changed = Last changed by { $name }, { $at }
setting-ask = To set “{ $name }”, reply to this message with the value.
value-refused = I did not understand “{ $typed }”. Nothing has changed. { $why }
setting-set = Saved. The new value applies from now on.
setting-same = It already has this value.
setting-undone = Undone: the earlier value applies again.
btn-settings-all = ‹ Settings
btn-settings-advanced = Advanced ▸
settings-advanced = <b>Advanced settings</b>
    Most teams never change these. To find one, add a word: /settings survey.
btn-settings-back = ‹ Back
btn-setting-other = Other…
btn-setting-default = Default
btn-setting-undo = Undo
btn-setting-value = { $value }
btn-setting-now = ✓ { $value }
menu-settings = Settings
audit-setting = changed “{ $object }”: { $old } → { $new }
settings-page = Settings
settings-page-about = Admins change these in `/settings` or in the panel. Both show first what a small team needs; the others are under *Advanced* or found by words. A change takes effect without a restart. `/settings key value` sets one, the value “default” restores its default, and a button undoes the last change. A variable set in the environment fixes its setting: it can then be changed only there. This page is generated by `make schema`.
settings-page-setting = setting
settings-page-default = default
settings-page-effect = effect
settings-page-variable = variable
setting-exempt-people = Exempt people
setting-exempt-people-effect = The limits on requests do not apply to these people: a branch office, for example, or an organizer.
setting-limit-notices = Notify admins about limits
setting-limit-notices-effect = Admins are notified when somebody’s requests reach a limit, at most once an hour per person. A button exempts that person.
setting-people = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
setting-wrong-people = The number of a request, for example #42, adds its requester.
btn-setting-out = ✕ { $name }
btn-exempt = Exempt
limit-hit = { $name } { $why }.
limit-crowded = has many untaken requests; new ones wait in the queue
limit-crowded-hour = started many requests within an hour; new ones wait in the queue
limit-crowded-open = has many open requests; new ones wait in the queue
limit-flood = sent twenty messages within a minute
limit-exempted = { $by } lifted the limits for { $name }.
limit-holds = { $by } restored the limits for { $name }.

# What a press of each button was, in the log.
press-set = settings
press-setto = set a value
press-setpre = set a suggested value
press-exempt = limits of a person
press-settype = type a value
press-setundo = undo a setting
