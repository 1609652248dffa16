# The panel's page Now, and what stands around every page.
page-day = { $weekday ->
    [d1] Monday
    [d2] Tuesday
    [d3] Wednesday
    [d4] Thursday
    [d5] Friday
    [d6] Saturday
   *[d7] Sunday
}, { $date }
page-urgent = { $n } past due or due within half an hour
page-live = live
page-cut-off = Not live since { $at }. This page is as it was then; it tries again by itself.
page-try-now = Try now
page-theme = Light or dark
page-more-soon = { $n } more within 30 min
page-oldest = the oldest { $time }
page-longest = the longest { $time }
page-usually = usually { $n } by now
page-stars-today = Stars today
page-stars-of = { $n } ratings
page-waits-for = waits { $time }
page-bare = { $time }
page-longest-wait = Longest wait
page-all-answered = { $n ->
    [0] Nobody has a request open.
    [one] { $n } open request is seen to.
   *[other] { $n } open requests are seen to.
} This page fills by itself.
page-trouble = { $what ->
    [board] Todoist takes nothing. Changes wait here and appear there by themselves; Telegram and this panel work. Admins know since { $at }.
    [telegram] Telegram takes nothing. Answers wait here in their order and go out by themselves. Admins know since { $at }.
   *[inbox] The bot is behind. What people write is stored and comes later. Admins know since { $at }.
}
page-today = Today
page-by-hour = by hour
page-hours-said = Today { $filed } new and { $solved } solved{ $usual ->
    [none] {""}
   *[known] , usually { $usual } new by now
}
page-hours-came = new
page-hours-solved = solved
page-hours-usual = usually new on that weekday
page-hour = Hour
page-as-table = Show as table
page-wall = On a wall screen
page-event-day = day { $n }
page-first-answer = First answer
page-first-answer-rest = median; 90%: { $time }
page-just = Just now
page-just-filed = new
page-just-said = { $kind ->
    [comment] wrote
    [reply] answered
   *[note] left a note
}
page-just-held = given to { $name }
page-just-released = given back
page-just-priority = priority { $priority }
page-just-rated = { $n ->
    [one] { $n } star
   *[other] { $n } stars
}
page-just-promised = promised by { $at }
page-just-unpromised = the promise was taken back
page-just-escalated = escalated
page-hand = Hand over #{ $number }
page-hand-over = Hand over
page-do-next = What to do
page-ring = Ring again for #{ $number }
page-ring-again = Ring again
page-rang = rang { $ago }
page-call = Escalate #{ $number }
page-narrow = Which of these
page-narrow-none = All
page-narrow-nothing = None of these needs attention now.
