# Time that the team worked on requests: /time, the form of the panel, reports.
btn-time = Time spent
done-time = { $spent } min recorded on <b>#{ $number }</b>. Wrong? /time { $number } off
done-retime = Your last entry on <b>#{ $number }</b> is taken back.
time-ask = How long did you work on <b>#{ $number }</b>? Reply to this message, for example: 15m, an hour, 1 h 20 min. Add “free” if the client is not billed.
time-stored = Recorded on <b>#{ $number }</b>.
usage-time = From 1 minute to 16 hours, on which ticket? Example: /time 42 1h 20m, or: /time 42 15m free. /time 42 off takes your last entry back.
time-off = Time is not recorded here: an admin has it switched off. Nothing was changed.
no-such-time = There is no such entry of time on this ticket any more. Nothing was changed.
time-not-yours = This time is another person’s. They can correct it, or who leads the team.
time-billing = { $billing ->
    [free] free
   *[billable] billable
}
time-of = { $length }, { time-billing }
history-time_spent = time spent: { $old } → { $new }
page-time = Time spent
page-time-of = { $spent }, billed { $billed }
page-hint-spent = 15m, an hour, 1 h 20 min
page-hint-entry = An empty time takes the entry back.
help-do-time = /time 42 15m: record how long you worked
help-words-time = hours minutes worked spent log timesheet effort
setting-time-spent = Record time spent
setting-time-spent-effect = On: the team records how long it works on tickets. Requesters do not see it.
setting-time-step-minutes = Billed in steps of
setting-time-step-minutes-effect = Each billable entry is rounded up to full steps. Entries made before stay as they are.
figure-group-time = Time spent
figure-time_spent = Time spent
figure-time_spent-definition = Time that the team recorded on tickets in the period.
figure-time_billed = Time billed
figure-time_billed-definition = Billable time recorded in the period, each entry rounded up as it was set then.
figure-unit-hours = hours
figure-left-out-time = work without an entry, and entries that were deleted

# What a press of each button was, in the log.
press-time = time spent
