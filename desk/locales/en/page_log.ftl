# The panel's log.
page-log = Log
page-log-part = { $part ->
    [log] Activity
    [audit] Audit log
   *[failed] Failed jobs
}
page-log-kept = { $n ->
    [one] kept for { $n } day
   *[other] kept for { $n } days
}
page-log-off = The log is off: nothing is kept of who pressed or typed what. The audit log has what was changed.
page-log-switch = Switch it on
page-log-person = Name or Telegram id
page-log-ticket = Ticket no.
page-log-day = Day
page-log-what = What
page-log-when = When
page-log-who = Who
page-log-any = Everything
page-log-kind = { $kind ->
    [message] Message
    [button] Button
    [command] Command
   *[sign-in] Sign-in
}
page-log-said = { $what ->
    [comment] wrote
    [reply] answered
   *[note] internal note
}
page-log-none = No entries match.
page-log-before = previous day
page-log-after = next day
setting-log-days = Log in the panel
setting-log-days-effect = How many days presses and commands are kept. The panel shows them with messages and sign-ins under Log, Activity. Off: nothing is kept, and that page is not there.
page-log-unknown = unknown
