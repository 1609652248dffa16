# What staff read of the past: of a ticket, of its requester; what tickets are put down to.

history-in = In each status: { $times }
history-with = With each agent: { $times }
history-time = { $name } { $clock }{ $work ->
    [none] { "" }
   *[other] { " " }({ $work } in hours)
}
history-somebody = somebody
btn-earlier = Earlier: { $n }
earlier-title = <b>What { $name } filed</b> besides <code>#{ $number }</code>
earlier-none = Nothing.
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
btn-cause-none = None of them
done-cause = Root cause of #{ $number } stored.
done-cause-none = No root cause is stored for #{ $number }.
history-root_cause = root cause: { $old } → { $new }
setting-board-earlier = Earlier requests on the board
setting-board-earlier-effect = A task's description says in one line how many requests its requester had filed before, about what, and their marks.
setting-root-causes = Root causes
setting-root-causes-effect = The card of a solved request asks what it is put down to, by these buttons; with none of them nobody is asked.
