# The panel’s pages.
page-pages = Pages
page-now = Now
page-tickets = Tickets
page-search = Search tickets
page-sign-out = Sign out
page-skip = Skip to the content
page-sign-in = Sign in
page-sign-in-how = The bot then asks you to confirm in Telegram. No username? It tells your id when you send /panel.
page-your-name = @username or Telegram id
page-ask = Ask me in Telegram
page-too-often = Too many attempts from here. Wait a minute and try again.
page-compare = Press this code in Telegram
page-compare-how = If you are on the team, the bot has sent you several codes. Press the one shown here within { $minutes } minutes. If nothing came, send /panel to the bot, then start again here within 2 minutes.
page-sign-in-over = This code has expired. Request a new one.
page-sign-in-stale = This page was open for too long. Press the button again.
page-sign-in-not-yet = You are not signed in yet. Press this code in Telegram first.
page-go-on = I pressed the code, continue
page-again = Start again
page-over = { $which ->
    [first] First response overdue by { $time }
    [solve] Resolution overdue by { $time }
    [promised] Promised time passed { $time } ago
   *[any] overdue by { $time }
}
page-left = { $which ->
    [first] First response due in { $time }
    [solve] Resolution due in { $time }
    [promised] Promised time in { $time }
   *[any] { $time } left
}
page-late = Overdue
page-untaken = Not taken
page-waiting = Waiting for our answer
page-filed-today = New today
page-solved-today = Resolved today
page-needs = Needs attention
page-needs-once = each ticket once, under its most serious reason
page-nothing-needs = Nothing needs attention now.
page-why = { $why ->
    [late] Overdue
    [soon] Due within half an hour
    [untaken] Not taken
    [waiting] Waiting for our answer
    [escalated] Escalated
   *[failed] Not delivered
}
page-number = No.
page-subject = Subject
page-requester = Requester
page-status = Status
page-priority = Priority
page-category = Topic
page-answer-way = Answers wanted
page-answer-way-is = { $way ->
    [phone] by phone
   *[email] by e-mail
}
page-came = Channel
page-came-from = { $system }{ $there ->
    [1] {", where they read the answers"}
   *[other] {""}
}
page-agent = Agent
page-due = Due
page-last = Last message
page-nobody = nobody
page-turning = Page numbers
page-load = Load
page-load-of = { $n ->
    [one] { $n } person, { $held } assigned
   *[other] { $n } people, { $held } assigned
}
page-load-line = { $works } in progress, { $waits } waiting for us, { $pending } waiting for the requester, { $held } on hold
page-load-kind = { $kind ->
    [works] in progress
    [waits] waiting for us
    [pending] waiting for the requester
   *[held] on hold
}
page-holds-nothing = no tickets
page-load-idle = Without tickets:
page-away = away
page-away-until = away until { $at }
page-free = available
page-found = { $n ->
    [one] { $n } ticket
   *[other] { $n } tickets
}
page-found-more = { $n }+ tickets{ $sorted ->
    [1] , of which the newest { $n } are sorted
   *[other] {""}
}
page-found-closed = and { $n } more closed ones
page-filter = Filter
page-filter-drop = remove this filter
page-filter-clear = Clear the filter
page-state-open = Open
page-state-all = All
page-any-priority = Any priority
page-any-category = Any topic
page-no-category = no topic
page-any-event = Any event
page-without-event = no event
page-any-agent = Any agent
page-only-late = Overdue only
page-show = Show
page-client-open = { $n ->
    [0] No open tickets
    [one] { $n } open ticket
   *[other] { $n } open tickets
}
page-client-late = { $n } overdue
page-client-answered = last answer { $at }, { $name }
page-client-rated = last rating { $stars } ★
page-none-found = No tickets match.
page-facts = Details
page-filed = Filed
page-hold = On hold:
page-escalated = Escalated
page-tags = Labels
page-copy = Copy
page-copied = Copied
page-save = Save
page-thread = Thread
page-entries = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}
page-edited = edited
page-inside = internal, only the team sees it
page-answer-label = Answer to { $name }
page-as-note = Internal note
page-send = Send
page-fill-in = This field cannot be empty. Nothing was changed.
page-say-something = The message is empty. Write something first.
page-too-long = The text is too long: at most { $n } characters fit.
page-do = { $verb ->
    [claim] Take
    [ring] Notify everyone again
    [whosemail] Verify the sender
    [copies] Reply to those in copy too
    [towriter] Make the mail’s writer the requester
    [tosender] Make the forwarder the requester
    [nocopies] Reply only to the requester
    [release] Release
    [progress] Set in progress
    [pending] Wait for the requester
    [resolve] Resolve
   *[reopen] Reopen
}
page-select = Select
page-select-one = Select #{ $number }
page-bulk = Change the selected tickets
page-bulk-verb = { $verb ->
    [claim] Take
    [release] Release
    [hand] Hand over
   *[resolve] Resolve
}
page-bulk-done = { $verb ->
    [claim] { $n ->
        [one] 1 ticket taken.
       *[other] { $n } tickets taken.
    }
    [release] { $n ->
        [one] 1 ticket released.
       *[other] { $n } tickets released.
    }
    [hand] { $n ->
        [one] 1 ticket handed over to { $to }.
       *[other] { $n } tickets handed over to { $to }.
    }
    [resolve] { $n ->
        [one] 1 ticket resolved.
       *[other] { $n } tickets resolved.
    }
    [priority] { $n ->
        [one] Priority of 1 ticket: { $to }.
       *[other] Priority of { $n } tickets: { $to }.
    }
   *[undo] { $n ->
        [one] Undone: 1 ticket.
       *[other] Undone: { $n } tickets.
    }
}
page-bulk-left = { $n ->
    [one] 1 ticket was not changed:
   *[other] { $n } tickets were not changed:
}
page-bulk-none = No tickets were selected.
page-settings = Settings
page-more-pages = More
page-settings-search = Find a setting
page-settings-none = No settings match.
page-setting-groups = Groups of settings
page-setting-changed = Last changed
page-setting-undo = Undo the last change
page-canned = This is the text of !{ $word }. Check it, then send it.
page-refused = { $status ->
    [400] This was too large or could not be read. Nothing was sent.
    [401] You are no longer signed in, so nothing was sent. Sign in and try again.
    [403] This form has expired, so nothing was sent. Go back, reload the page and try again.
    [404] This page does not exist, or you may not see it.
    [405] This address cannot be opened directly. Go back and use the button.
    [408] The connection was too slow, so nothing was sent. Try again.
    [413] This was too large, so nothing was sent. Send less at once.
    [429] Too many attempts. Wait a minute and try again.
    [503] The help desk is too busy right now, so nothing was sent. Try again in a few seconds.
    [address] Part of this address could not be read.
   *[other] Part of what was sent could not be read. Go back and check the form.
}
page-refused-ticket = There is no ticket #{ $number }, or you may not see it.
page-refused-head = That did not work
page-typed-back = Copy what you wrote:
page-refused-back = Go to the first page
page-refused-section = Open { $page }
page-told-once = A token or link is shown only once. If you missed it, make a new one.
page-stands-now = Now: { $value }
