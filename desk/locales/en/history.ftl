# Everything that happened to a ticket, for the team: one line for each change.
history-title = <b>#{ $number }</b> { $subject } · history
history-empty = Nothing has happened yet.
history-line = <b>{ $at }</b> { $who }: { $change }
history-who = { $name } ({ $door })
history-door = { $origin ->
    [telegram] Telegram
    [todoist] the board
    [panel] the panel
    [group] a group chat
    [forward] a forwarded message
    [mail] e-mail
    [import] an import
    [clock] automatically
   *[api] the API
}
history-nobody = nobody
history-on-board = somebody on the board
history-none = none
history-quoted = “{ $words }”
history-filed = filed as { $new }
history-status = { $old } → { $new }
history-assignee = assigned to: { $old } → { $new }
history-priority = priority: { $old } → { $new }
history-category = topic: { $old } → { $new }
history-subject = subject: { $old } → { $new }
history-tags = labels: { $old } → { $new }
history-rating = rating: { $new }
history-hold_reason = reason for hold: { $old } → { $new }
history-barred = blocked: no more requests from { $new }
history-wording = edited; before: { $old }
history-overdue = overdue: { $new }
history-reminded = reminded: { $new }
history-other = { $field }: { $old } → { $new }
history-completed = completed
history-uncompleted = reopened
history-lost = not applied, a later change won: { $field ->
    [status] { $new }
    [assignee] assigned to { $new }
    [priority] priority { $new }
    [subject] subject { $new }
    [labels] topic { $new }
   *[other] { $field } { $new }
}
# Under an edited entry.
thread-earlier = earlier: “{ $words }”
history-in = Time in each status: { $times }
history-with = Time with each agent: { $times }
history-time = { $name } { $clock }{ $work ->
    [none] { "" }
   *[other] { " " }({ $work } in business hours)
}
history-somebody = somebody
