# Earlier requests of the same person.
btn-earlier = Earlier: { $n }
earlier-title = <b>Other tickets of { $name }</b>, besides <code>#{ $number }</code>
earlier-none = There are none.
earlier-count = { $n } { $n ->
    [one] ticket
   *[other] tickets
}
earlier-topic = { $name } ×{ $n }
earlier-mark = ★ { $mark } ({ $n })
board-earlier = Earlier requests: { $n }
setting-board-earlier = Earlier requests on the board
setting-board-earlier-effect = A line in the task’s description says how many requests the requester filed before, about what, and how they were rated.

# What a press of each button was, in the log.
press-earlier = earlier tickets
