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
