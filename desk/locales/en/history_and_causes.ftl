# What staff read of the past: of a ticket, of its requester; what tickets are put down to.

history-in = Time in each status: { $times }
history-with = Time with each agent: { $times }
history-time = { $name } { $clock }{ $work ->
    [none] { "" }
   *[other] { " " }({ $work } in business hours)
}
history-somebody = somebody
btn-earlier = Earlier: { $n }
earlier-title = <b>Other requests of { $name }</b>, besides <code>#{ $number }</code>
earlier-none = There are none.
earlier-count = { $n } { $n ->
    [one] request
   *[other] requests
}
earlier-topic = { $name } ×{ $n }
earlier-mark = ★ { $mark } ({ $n })
board-earlier = Earlier requests: { $n }
card-cause = Root cause: { $name }
btn-cause = Root cause
btn-cause-choice = { $name }
btn-cause-none = None of these
done-cause = Root cause of #{ $number } saved.
done-cause-none = No root cause is set for #{ $number }.
history-root_cause = root cause: { $old } → { $new }
setting-board-earlier = Earlier requests on the board
setting-board-earlier-effect = A line in the task’s description says how many requests the requester filed before, about what, and how they were rated.
setting-root-causes = Root causes
setting-root-causes-effect = The card of a resolved ticket asks for the root cause and offers these buttons. If the list is empty, it does not ask.
