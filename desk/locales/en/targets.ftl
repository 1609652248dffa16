# Targets and promised times; what is overdue.
setting-group-promises = Targets
setting-targets = Targets by priority
setting-targets-effect = New tickets get a target for the first response and the resolution, and agents are warned when a target is near or missed. Open tickets have no targets until you apply them with the button.
setting-target-critical = Critical
setting-target-critical-effect = Targets of new critical tickets, counted round the clock.
setting-target-high = High
setting-target-high-effect = Targets of new tickets with high priority, in business hours.
setting-target-medium = Medium
setting-target-medium-effect = Targets of new tickets with medium priority, in business hours.
setting-target-low = Low
setting-target-low-effect = Targets of new tickets with low priority, in business hours.
setting-target-pair = first response { $first }, resolution { $solution }
setting-wrong-target = Example: first 4h, solve 8h, or one of them. Each is from a minute to a year, and the resolution is no earlier than the first response.
setting-hold-stops-clock = Pause while on hold
setting-hold-stops-clock-effect = On: time on hold does not count towards the targets.
# The one time a requester is told.
expect-answer = We expect to answer by { $at }.
expect-solution = We expect to solve it by { $at }.
expect-promised = We promised it for { $at }.
expect-held = On hold until { $at }.
expect-longer = This is taking longer than usual, but we have not forgotten it.
# For the team: how much a ticket is overdue.
late-title = { $n ->
    [one] { $n } ticket needs attention.
   *[other] { $n } tickets need attention.
}
late-line-due = <b>#{ $number }</b> { $name } · due in { $age }
late-line-overdue = <b>#{ $number }</b> { $name } · overdue by { $age }
late-line-with = { $line } · with { $assignee }
late-line-untaken = { $line } · not taken
late-line-hold-over = <b>#{ $number }</b> { $name } · its time on hold has ended
btn-queue-of = Queue · { $n }
btn-still = Still on it
still-ask = { $name } has not heard from you in <b>#{ $number }</b> for { $age }.
still-on-it = <code>#{ $number }</code>: we are still working on it. You don’t need to do anything.
done-still = { $name } knows that you are still working on <b>#{ $number }</b>.
promise-made = <code>#{ $number }</code>: we now expect to have it done by { $at }.
usage-promise = Example: /promise 42 2026-12-01 14:00, /promise 42 in 2 hours, /promise 42 tomorrow 12:00, /promise 42 Friday, /promise 42 off
done-promise = <b>#{ $number }</b>: promised for { $at }{ $closed ->
    [1] {", "}the end of the last business hours before the day you named, which is closed
   *[other] {""}
}. { $heard ->
    [knows] { $name } already knows.
    [not] { $name } is not notified of this right away, but sees it in the request.
   *[soon] { $name } will be told in a moment.
}
done-promise-off = <b>#{ $number }</b>: the promised time is removed.
promise-past = That time has passed. Send one in the future.
hold-past = That time has passed. Send one in the future.
time-far = That is more than three years away. Send an earlier time.
done-hold-until = ⏸ <b>#{ $number }</b> is on hold until { $at }.
done-hold-still = ⏸ <b>#{ $number }</b> is still on hold until { $at }.
pending-reminder = ⏳ <code>#{ $number }</code> is still waiting for your answer.
setting-act-targets = Apply to open tickets
audit-targets = applied the targets to open tickets: { $new }
targets-would = { $n ->
    [0] No open ticket would get different targets.
    [one] { $n } open ticket would get the current targets{ $late ->
        [0] .
       *[other] {" "}and be overdue at once.
    }
   *[other] { $n } open tickets would get the current targets{ $late ->
        [0] .
        [one] ; { $late } of them would be overdue at once.
       *[other] ; { $late } of them would be overdue at once.
    }
}
btn-targets-apply = Apply
targets-applied = { $n ->
    [one] { $n } open ticket now has the current targets.
   *[other] { $n } open tickets now have the current targets.
}
targets-off = No targets are set. Set them in /settings promises.

# What a press of each button was, in the log.
press-targets = targets for open tickets
press-still = still on it
