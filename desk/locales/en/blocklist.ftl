# Blocked requesters: /blocked.
btn-unblock = Unblock { $name }
blocked-title = <b>Blocked</b>
blocked-empty = Nobody is blocked.
blocked-by = by { $name }
blocked-messages = { $n ->
    [one] { $n } message since
   *[other] { $n } messages since
}

# What a press of each button was, in the log.
press-unblock = unblock a requester
press-block = block a requester
