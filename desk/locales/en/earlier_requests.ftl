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

# What a press of each button was, in the log.
press-earlier = earlier tickets
