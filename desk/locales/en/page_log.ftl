# The panel's log.
page-log = Log
page-log-kept = { $n ->
    [one] { $n } day is kept
   *[other] { $n } days are kept
}
page-log-person = Name or Telegram id
page-log-ticket = Request no.
page-log-day = Day
page-log-what = What
page-log-when = When
page-log-who = Who
page-log-any = Everything
page-log-kind = { $kind ->
    [message] Message
    [button] Press
    [command] Command
   *[sign-in] Way in
}
page-log-said = { $what ->
    [comment] wrote
    [reply] answered
   *[note] note for the team
}
page-log-none = Nothing is kept that is like that.
page-log-before = the day before
page-log-after = the day after
setting-log-days = Log in the panel
setting-log-days-effect = Each press and command is kept with its time for so long, and the panel's Log shows them beside messages and ways in. Off: nothing is kept, and there is no Log.
