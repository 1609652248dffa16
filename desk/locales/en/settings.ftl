# Settings: what they are called, what they do, what is wrong with a value.

setting-group-requests = Requests
setting-group-team = Team
setting-group-limits = Limits
setting-group-board = Board
setting-group-desk = Desk

setting-intake-quiet-seconds = How long a request gathers
setting-intake-quiet-seconds-effect = After this much silence, the messages of a new request are sent to the team as one.
setting-question-minutes = How long a question stays open
setting-question-minutes-effect = A question of the bot's that nobody answers is decided by itself after this time.
setting-auto-close-hours = Silence closes
setting-auto-close-hours-effect = A solved ticket is closed when its requester says nothing for this long; a pending one counts as solved then, and they are asked.
setting-reopen-days = How long a request can be opened again
setting-reopen-days-effect = A closed request can be opened again by its requester for this long.
setting-undo-seconds = Time to undo
setting-undo-seconds-effect = A press can be taken back for this long; only then does the requester hear of it.
setting-remind-minutes = First reminder
setting-remind-minutes-effect = A ticket nobody takes is announced again after this time, and told to the admins after twice as long. Who keeps a requester waiting is reminded after four times.
setting-invite-hours = How long an invite is good
setting-invite-hours-effect = A link made with /invite opens the team for this long.
setting-max-untaken = Untaken requests a person
setting-max-untaken-effect = With so many requests nobody has taken, what a person writes next joins the newest of them.
setting-max-new-per-hour = New requests a person an hour
setting-max-new-per-hour-effect = After so many new requests within an hour, a further one joins the newest.
setting-max-open = Open requests a person
setting-max-open-effect = With so many open requests, a further one joins the newest.
setting-board-phone-numbers = Whole phone numbers on the board
setting-board-phone-numbers-effect = The board shows the number of a shared contact whole; otherwise only its end.
setting-withdrawn-days = Words taken back
setting-withdrawn-days-effect = What its author took back is shown to nobody; after this time its words, files and earlier wordings are gone for good.
setting-raw-days = Raw messages
setting-raw-days-effect = How long raw updates from Telegram and what the bot sent are kept, so that a fault can be looked into. Raw updates are never kept longer than words taken back.
setting-panel-for-agents = Panel for agents
setting-panel-for-agents-effect = Agents may sign in to the panel too: requests and their own figures.
setting-timezone = Time zone
setting-timezone-effect = The zone of all times that people read.

setting-length = { $unit ->
    [seconds] { $n } s
    [minutes] { $n } min
    [hours] { $n } h
   *[days] { $n } { $n ->
        [one] day
       *[other] days
    }
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
}, such as 20 or 1.5; 5 min, 2 h or 3 days will do too.
setting-wrong-number = A whole number, { $least } to { $most }.
setting-wrong-switch = On or off.
setting-wrong-choice = One of: { $words }.
setting-wrong-zone = A time zone by its name, such as Europe/Riga or UTC.
setting-wrong-list = At most { $most } words or phrases, { $longest } characters each, with commas between them; a dash for none.
no-such-setting = There is no such setting; /settings shows them all.
setting-pinned = { $variable } in the desk's environment sets this: it can be changed only there.
setting-changed-since = Somebody has changed this since; here it is as it is now.

settings-title = <b>Settings</b>
    What I do, and when. Nothing changes until you press a value, and each change can be undone.
    /settings and a few words finds one; /settings max_open 30 sets it at once.
settings-found = <b>Settings</b> with “{ $words }”
settings-none = No setting has these words: “{ $words }”.
settings-line = { $name }: <b>{ $value }</b>
setting-now = Now: { $value }
setting-default = Default: { $value }
setting-changed = Last changed by { $name }, { $at }
setting-ask = Please reply to this message with a value for “{ $name }”.
value-refused = “{ $typed }” does not fit here, nothing has changed. { $why }
setting-set = Set: it counts from now on.
setting-same = It is like that already.
setting-undone = As it was before.
btn-settings-all = ◂ All settings
btn-settings-back = ◂ Back
btn-setting-other = Other…
btn-setting-default = Default
btn-setting-undo = Undo
btn-setting-value = { $value }
btn-setting-now = ✓ { $value }

menu-settings = Settings
audit-setting = set “{ $object }”: { $old } → { $new }

settings-page = Settings
settings-page-about = What admins change in `/settings`, at once and without a restart. `/settings key value` sets one; “default” brings the default back; a button undoes the last change. A variable that is set in the environment pins its setting: it is then changed only there. Made by `make schema`.
settings-page-setting = setting
settings-page-default = default
settings-page-effect = effect
settings-page-variable = variable

setting-exempt-people = Exempt persons
setting-exempt-people-effect = No limit on requests holds for these people: a branch office, an organizer.
setting-limit-notices = Tell admins who hits a limit
setting-limit-notices-effect = Admins hear of somebody whose requests hit a limit, at most once an hour a person, with a button that exempts them.
setting-people = { $n ->
    [one] { $n } person
   *[other] { $n } persons
}
setting-wrong-people = The number of a request of theirs, such as #42, adds its requester; a dash: nobody.
btn-setting-out = ✕ { $name }
btn-exempt = Exempt

limit-hit = { $name } { $why }.
limit-crowded = has many requests nobody has taken; what they write joins the newest
limit-crowded-hour = began many requests within an hour; what they write joins the newest
limit-crowded-open = has many open requests; what they write joins the newest
limit-flood = sent twenty messages within a minute
limit-exempted = No limit holds for { $name } any more, by { $by }.
limit-holds = The limits hold for { $name } again, by { $by }.

# Set up promises
btn-setup = Set up promises
setup-at = { $n } of { $of }
btn-setup-skip = Skip ▸
setup-zone = Which time zone do you work in?
setup-zone-effect = Your hours and all times that people read are counted in it. If yours is none of these, press Other and reply with its name, such as Asia/Tokyo.
setup-hours = When are you there?
setup-hours-effect = Outside these hours nothing rings, and requesters read when you are back. Without hours it is round the clock. Skip leaves it as it is.
setup-targets = Do you promise times?
setup-targets-effect = New requests get a time for the first answer and one for the solution, by priority. Who is late hears of it, and requesters see one time. Skip leaves it as it is.
setup-night = Who may be called at night?
setup-night-effect = Outside the hours a requester may press “Cannot wait” and call whoever is named; nobody named: the admins. Skip leaves it as it is.
setup-survey = Do you ask how it was?
setup-survey-effect = Requesters are asked about the solution. Skip leaves it as it is.
setup-done = <b>That is all.</b>
setup-done-hours = { $always ->
    [yes] You are there round the clock, in the time zone { $zone }.
   *[no] You are there { $hours }, in the time zone { $zone }.
 }
setup-done-targets = { $on ->
    [yes] Every new request gets a time for the first answer and for the solution:
   *[no] No times are promised: nobody is told one, and nobody is warned.
 }
setup-done-night = { $on ->
    [yes] Outside your hours a requester may press “Cannot wait”. Who is called then: { $whom }.
   *[no] Nobody is called outside your hours.
 }
setup-done-survey = { $on ->
    [yes] Requesters are asked how it was once a request is closed.
   *[no] Requesters are not asked how it was.
 }
setup-done-briefing = { $which ->
    [both] A summary comes each day and each week, at { $at }.
    [day] A summary comes each day, at { $at }.
    [week] A summary comes each week, at { $at }.
   *[none] There is no summary.
 }
setup-done-later = You can change and undo each of these in Settings.
