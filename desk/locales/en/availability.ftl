# Away and back: /away, /back, /quiet.
away = You are away: no new cards until /back.
away-holding = You are away. You have { $n ->
    [one] { $n } ticket
   *[other] { $n } tickets
}.
away-kept = They stay with you, and you still get their messages.{ $away ->
    [until] {" "}No new cards before { $until }; use /back to return earlier.
    [back] {""}
   *[open] {" "}No new cards until /back.
}
back = You are back. { $n ->
    [0] Nobody is waiting.
    [one] { $n } ticket is waiting.
   *[other] { $n } tickets are waiting.
}
quiet-on = New cards now come silently. Use /quiet again to turn the sound back on.
quiet-off = New cards now come with sound.
released-all = { $n ->
    [0] You have nothing to release.
    [one] { $n } ticket is back in the queue.
   *[other] { $n } tickets are back in the queue.
}{ $away ->
    [until] {" "}No new cards before { $until }; use /back to return earlier.
    [back] {""}
   *[open] {" "}No new cards until /back.
}
away-until = You are away until { $until }: no new cards before then. Use /back to return earlier.
away-until-holding = You are away until { $until }. You have { $n ->
    [one] { $n } ticket
   *[other] { $n } tickets
}.
back-by-itself = Your time away has ended: you are back. { $n ->
    [0] Nobody is waiting.
    [one] { $n } ticket is waiting.
   *[other] { $n } tickets are waiting.
}
usage-away = Example: /away 14:00, /away 2h, /away until Friday (31 days at most), or /away until you send /back.
btn-away = { $until ->
    [hour] For an hour
    [two] For two hours
   *[tomorrow] Until tomorrow
}
btn-back = I am back
away-by = { $by } marked you as away: no new cards until /back.
away-until-by = { $by } marked you as away until { $until }. Use /back to return earlier.
back-by = { $by } marked you as back: you get new cards again.
btn-release-all = Release all
btn-release-none = Keep them
menu-away = Stop new cards
menu-back = Get cards again

# What a press of each button was, in the log.
press-away = away
