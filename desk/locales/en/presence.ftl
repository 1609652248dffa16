# When staff are there: away, shifts, topics, whom a ticket is called to.

away-until = You are away until { $until }: no new cards before that. /back ends it earlier.
away-until-holding = You are away until { $until }. You have { $n ->
    [one] { $n } request
   *[other] { $n } requests
}.
back-by-itself = The time you gave is over: you are back. { $n ->
    [0] Nobody is waiting.
    [one] { $n } request is waiting.
   *[other] { $n } requests are waiting.
}
usage-away = Like this: /away 14:00, /away 2h, /away tomorrow; or /away until you say /back.
btn-away = { $until ->
    [hour] For an hour
    [two] For two hours
   *[tomorrow] Until tomorrow
}
btn-back = I am back
staff-away-until = away until { $until }
person-away-until = { $name } (away until { $until })
setting-merge-above = New tickets before cards are merged
setting-merge-above-effect = Above so many new tickets in ten minutes their cards come as one message. For up to six agents; it grows with the team, as each is sent fewer cards.
setting-hand-limit = Tickets in hand
setting-hand-limit-effect = Who takes one more than this is told so, and has it all the same.
hand-over-limit = You have { $n } requests now; the desk's limit is { $most }.
