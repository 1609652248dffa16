# The web door's pages.
page-pages = Pages
page-now = Now
page-tickets = Tickets
page-search = Number or words
page-sign-out = Sign out
page-skip = To the content
page-sign-in = Sign in
page-sign-in-how = The bot asks you in Telegram. /panel tells you your name here.
page-your-name = @username or Telegram id
page-ask = Ask me in Telegram
page-too-often = Too many tries from here. Wait a minute, then try again.
page-compare = Choose this code in Telegram
page-compare-how = If you are on the team, the bot has sent you several codes. Press the one shown here. It expires after { $minutes } minutes. If nothing came, send /panel to the bot, then begin again here within 2 minutes.
page-sign-in-over = This code has run out. Ask once more.
page-sign-in-stale = This page had been open for too long. Press once more.
page-sign-in-not-yet = Not let in yet. Press this code in Telegram first.
page-go-on = I pressed the code, continue
page-again = Begin again
page-over = { $which ->
    [first] First response { $time } over
    [solve] Solution { $time } over
    [promised] Promised time { $time } over
   *[any] { $time } over
}
page-left = { $which ->
    [first] First response in { $time }
    [solve] Solution in { $time }
    [promised] Promised in { $time }
   *[any] { $time } left
}
page-late = Past due
page-untaken = Nobody has taken
page-waiting = Wait for our answer
page-filed-today = New today
page-solved-today = Solved today
page-needs = Needs attention
page-nothing-needs = Nothing needs attention now.
page-why = { $why ->
    [late] Past due
    [soon] Due within half an hour
    [untaken] Nobody has taken
    [waiting] Wait for our answer
    [escalated] Escalated
   *[failed] Not delivered
}
page-number = No.
page-subject = Subject
page-requester = Requester
page-status = Status
page-priority = Priority
page-category = Topic
page-came = Came through
page-agent = Agent
page-due = Due
page-last = Last word
page-nobody = nobody
page-turning = Turn pages
page-load = Load
page-load-of = { $n ->
    [one] { $n } person, { $held } held
   *[other] { $n } people, { $held } held
}
page-load-line = { $works } in progress, { $waits } waiting for us, { $pending } waiting for the requester, { $held } on hold
page-load-kind = { $kind ->
    [works] in progress
    [waits] waiting for us
    [pending] waiting for the requester
   *[held] on hold
}
page-holds-nothing = holds nothing
page-away = away
page-away-until = away until { $at }
page-free = there
page-found = { $n ->
    [one] { $n } ticket
   *[other] { $n } tickets
}
page-found-more = and older ones
page-found-closed = and { $n } more among closed
page-filter = Filter
page-state-open = Open
page-state-all = All
page-any-priority = Any priority
page-any-category = Any topic
page-no-category = no topic
page-any-event = Any event
page-without-event = no event
page-any-agent = Any agent
page-only-late = Past due
page-show = Show
page-none-found = No ticket is like that.
page-facts = Facts
page-filed = Filed
page-hold = On hold for
page-escalated = Escalated
page-tags = Labels
page-set = Set
page-thread = Thread
page-entries = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}
page-edited = edited
page-inside = stays inside
page-delivery = { $state ->
    [sent] delivered
    [waiting] on its way
    [blocked] they blocked the bot
    [failed] not delivered
   *[none] not sent
}
page-answer-label = Answer { $name }
page-as-note = Note for the team, stays inside
page-send = Send
page-say-something = There is nothing to send.
page-too-long = Too long: { $n } characters are the most.
page-do = { $verb ->
    [claim] Take
    [ring] Ring again
    [release] Release
    [progress] In progress
    [pending] Waiting for the requester
    [resolve] Resolve
   *[reopen] Reopen
}
page-select = Select
page-select-one = Select #{ $number }
page-bulk = Do this with the selected
page-bulk-verb = { $verb ->
    [claim] Take
    [release] Release
    [resolve] Resolve
    [unresolve] Take back: resolved
    [priority-1] Priority: critical
    [priority-2] Priority: high
    [priority-3] Priority: medium
   *[priority-4] Priority: low
}
page-bulk-counts = done: { $done }, not done: { $refused }
page-bulk-became = What became of it
page-bulk-ok = done
page-bulk-none = Nothing was selected.
page-settings = Settings
page-settings-search = Words of a setting
page-settings-none = No setting is called like that.
page-setting = Setting
page-setting-value = Now
page-setting-default = Default
page-setting-by-default = by default { $value }
page-setting-as-default = as by default
page-setting-groups = Groups of settings
page-setting-changed = Last changed
page-setting-undo = Undo the last change
page-canned = This is what !{ $word } stands for. Look at it, then send it.
page-refused = { $status ->
    [400] That was too much at once, or not understood. Nothing of this was sent.
    [401] You are no longer signed in: nothing of this was sent.
    [403] This form is not from a page of yours that is open now, or too old. Go back, load the page anew, then try again.
    [404] There is nothing here, or it is not for you.
    [405] This cannot be opened like that.
    [408] This came too slowly: nothing of it was sent. Try again.
    [413] That is too much at once: nothing of this was sent.
    [429] That was too often. Wait a minute, then try again.
    [503] Too much is coming at this moment: nothing of this was sent. Try again in a few seconds.
   *[other] A part of what was sent was not understood.
}
page-refused-head = That did not work
page-typed-back = What you wrote, to take with you:
page-refused-back = To the first page
page-sent-twice = This form had been sent before: nothing was made twice. What is shown only once stood in the first answer; where you have not seen it, ask for a new one.
page-stands-now = Now: { $value }
