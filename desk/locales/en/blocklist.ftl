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
block-claimed = Nobody has proved that the mail is from { $name } ({ $address }): anybody can write in this name. To block means everybody who does, also the real person. What comes is kept in /blocked.
btn-block-claimed = Block this name
press-blockall = block an unproven name
press-unblock = unblock a requester
press-block = block a requester
