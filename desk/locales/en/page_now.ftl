# The panel’s page Now, and what surrounds every page.
page-day = { $weekday ->
    [d1] Monday
    [d2] Tuesday
    [d3] Wednesday
    [d4] Thursday
    [d5] Friday
    [d6] Saturday
   *[d7] Sunday
}, { $date }
page-urgent = { $n } overdue or due within half an hour
page-live = live
page-cut-off = Offline since { $at }. The page shows that moment and keeps trying to reconnect.
page-try-now = Try now
page-theme = Light or dark theme
page-more-soon = { $n } more due within 30 min
page-oldest = oldest: { $time }
page-longest = longest: { $time }
page-asked = Waiting for consent
page-usually = usually { $n } by this time
page-stars-today = Ratings today
page-stars-of = { $n } ratings
page-waits-for = waiting { $time }
page-bare = { $time }
page-longest-wait = Longest wait
page-all-answered = { $n ->
    [0] There are no open tickets.
    [one] { $n } open ticket is being worked on.
   *[other] { $n } open tickets are being worked on.
} This page updates automatically.
page-trouble = { $what ->
    [quiet] A quiet copy of { $at }: it receives and sends nothing.
    [recovery] Restored from the backup of { $at }: messages are held until everything has been compared.
    [board] Todoist does not respond. Changes are saved here and will appear there later; Telegram and this panel work. Admins were notified at { $at }.
    [todoist] Todoist does not respond since { $at }. Changes are saved here and will appear there later; Telegram and this panel work.
    [telegram] Telegram does not respond. Answers are saved here and will be sent in order. Admins were notified at { $at }.
    [poll] Telegram does not respond since { $at }. Messages from people wait there; answers are saved here and will be sent in order.
    [hung] The bot’s process has not moved since { $at }. Messages wait, nothing is lost. The operator can restart it.
    [stuck] The process for Todoist has not moved since { $at }. Changes are saved here; Telegram and this panel work. The operator can restart it.
    [full] The database’s disk is full: nothing new can be stored. What was confirmed is safe, and messages wait at Telegram. The operator can make room there.
    [gone] The bot does not run. Messages wait, nothing is lost. The operator can start it.
    [token] Telegram refuses the bot’s token since { $at }. Messages wait here and at Telegram. The operator can correct BOT_TOKEN and restart the bot.
    [mail] E-mail has not worked since { $at }. Mails wait in the mailbox, answers wait here.
    [work] Some work is waiting because its process does not run. Everything is saved. Admins were notified at { $at }.
    [backup] No backup has been made for too long. Admins were notified at { $at }.
   *[inbox] The bot is behind. Messages from people are saved and will arrive later. Admins were notified at { $at }.
}
page-today = Today
page-by-hour = by hour
page-hours-said = Today { $filed } new and { $solved } resolved{ $usual ->
    [none] {""}
   *[known] , usually { $usual } new by this time
}
page-hours-came = new
page-hours-solved = resolved
page-hours-usual = usual number of new ones for this weekday
page-hour = Hour
page-as-table = Show as table
page-wall = Wall screen
page-event-day = day { $n }
page-first-answer = First response
page-first-answer-rest = 90%: { $time }
page-first-answer-waits = { $n } unanswered
page-just = Recent activity
page-just-filed = new ticket
page-just-said = { $kind ->
    [comment] wrote
    [reply] answered
   *[note] left an internal note
}
page-just-held = assigned to { $name }
page-just-released = released
page-just-priority = priority { $priority }
page-just-rated = { $n ->
    [one] { $n } star
   *[other] { $n } stars
}
page-just-promised = promised for { $at }
page-just-unpromised = promised time removed
page-just-escalated = escalated
page-hand = Hand over #{ $number }
page-hand-over = Hand over
page-do-next = Action
page-ring = Notify again about #{ $number }
page-ring-again = Notify again
page-rang = everyone notified { $ago }
page-call = Escalate #{ $number }
page-narrow = Show
page-narrow-none = All
page-narrow-nothing = None of these needs attention now.
page-setup = Set up your help desk
page-setup-step = { $step ->
    [test] Answer a test request yourself
    [hours] Set your business hours
    [team] Invite your team
    [group] Connect the team’s group
    [link] Give the bot’s link to people who need help
   *[board] Link your Todoist account
}
page-setup-about = { $step ->
    [test] The bot sends it at the end of its set-up. Reports do not count it.
    [hours] Outside them nobody is notified, and requesters are told when you are back.
    [team] A link lets one colleague in.
    [group] New tickets come there, and a reply to a card is an answer.
    [link] This is done when the first of them has written.
   *[board] Your comments on the board then carry your name.
}
page-setup-do = { $step ->
    [hours] Set hours
    [team] Invite
   *[other] Open Telegram
}
page-setup-done = done
page-setup-how = Each step is ticked here and in the bot as soon as it is done.
page-setup-hide = Hide this list
