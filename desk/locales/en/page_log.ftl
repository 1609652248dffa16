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
page-log-press = { $press ->
    [claim] take
    [release] give back
    [resolve] solved
    [reopen] open again
    [hold] put on hold
    [progress] back to work
    [pending] wait for the requester
    [send] send
    [cancel] cancel
    [prio] priority
    [cat] topic
    [escalate] call somebody senior
    [rate] stars
    [rate_agent] stars for the agent
    [helped] it helped
    [need_person] needs a person
    [solved] whether it is solved
    [still] still on it
    [list] list
    [queue] queue
    [mine] taken by oneself
    [history] history
    [thread] conversation
    [web_in] let a browser in
   *[other] { $press }
}
