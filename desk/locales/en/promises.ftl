# What is promised, how late it is, and who hears of it.

setting-group-promises = Promises
setting-targets = Targets
setting-targets-effect = New requests are promised a first response and a solution; who is late hears of it. Requests that are there already have none until you apply the targets to them.
setting-target-critical = Critical
setting-target-critical-effect = What new critical requests are promised, round the clock.
setting-target-high = High
setting-target-high-effect = What new requests of high priority are promised, in the desk's hours.
setting-target-medium = Medium
setting-target-medium-effect = What new requests of medium priority are promised, in the desk's hours.
setting-target-low = Low
setting-target-low-effect = What new requests of low priority are promised, in the desk's hours.
setting-target-pair = first response { $first }, solution { $solution }
setting-wrong-target = Like this: first 4h, solve 8h; from a minute to a year, and no solution before its first response.
setting-pending-days = While it is the requester's turn
setting-pending-days-effect = With targets: after half of this a quiet reminder, after all of it the request counts as resolved and they are asked.
setting-hold-stops-clock = On hold stops the clock
setting-hold-stops-clock-effect = Time on hold does not count towards the targets.

# The requester's one time.
expect-answer = We expect to answer by { $at }.
expect-solution = We expect to have solved it by { $at }.
expect-promised = We have promised it for { $at }.
expect-longer = It takes longer than usual, but it is not forgotten.

# Staff: how late it is.
due-by = ⏰ due { $at }
due-promised = ⏰ promised for { $at }
overdue = ⏰ <b>overdue</b> by { $age }
overdue-read = { $name } reads: longer than usual, not forgotten.
held-until = ⏸ until { $at }
late-title = { $n ->
    [one] { $n } request needs you.
   *[other] { $n } requests need you.
}
late-line-due = <b>#{ $number }</b> { $name } · due in { $age }
late-line-overdue = <b>#{ $number }</b> { $name } · overdue by { $age }
late-line-with = { $line } · with { $assignee }
late-line-untaken = { $line } · nobody yet
late-line-hold-over = <b>#{ $number }</b> { $name } · its time on hold is over

btn-queue-of = Queue · { $n }
btn-still = Still on it
still-ask = { $name } has heard nothing in <b>#{ $number }</b> for { $age }.
still-on-it = <code>#{ $number }</code>: still on it, nothing you need to do.
done-still = { $name } knows you are still on <b>#{ $number }</b>.
promise-made = <code>#{ $number }</code>: we now expect to have it done by { $at }.
usage-promise = Like this: /promise 42 2026-12-01 14:00, /promise 42 in 2 hours, /promise 42 tomorrow 12:00, /promise 42 friday, /promise 42 off
done-promise = <b>#{ $number }</b>: promised for { $at }{ $closed ->
    [1] {": "}the desk is closed on that day, so it is by the end of its last hours before
   *[other] {""}
}. { $heard ->
    [knows] { $name } knows.
    [not] { $name } has such news switched off or gathered for once a day; it stands in the request.
   *[soon] { $name } is told in a moment.
}
done-promise-off = <b>#{ $number }</b>: nothing is promised by hand any more.
promise-past = That time has passed; a promise needs one to come.
hold-past = That time has passed; on hold needs one to come.
time-far = That is more than three years away; name a nearer time.
done-hold-until = ⏸ <b>#{ $number }</b> is on hold until { $at }.
done-hold-still = ⏸ <b>#{ $number }</b> is on hold, as before until { $at }.
pending-reminder = ⏳ <code>#{ $number }</code> still waits for your answer.
setting-act-targets = Apply to open requests
audit-targets = applied the targets to what was open: { $new }

targets-would = { $n ->
    [0] No open request would get other targets.
    [one] { $n } open request would get the targets of today{ $late ->
        [0] .
       *[other] ; it would be late at once.
    }
   *[other] { $n } open requests would get the targets of today{ $late ->
        [0] .
        [one] ; { $late } of them would be late at once.
       *[other] ; { $late } of them would be late at once.
    }
}
btn-targets-apply = Apply
targets-applied = { $n ->
    [one] { $n } open request gets the targets of today.
   *[other] { $n } open requests get the targets of today.
}
targets-off = No targets are set up; /settings promises does that.
