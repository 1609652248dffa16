# Shifts: /shifts.
shifts-title = <b>My shifts</b>
shifts-title-of = <b>{ $name }: shifts</b>
shifts-none = None set: you follow the business hours.
shifts-how = Press a day and reply with its hours. Or write: /shifts mon-fri 9-18, /shifts 25.12 none.
shifts-how-of = Press a day and reply with its hours.
shifts-more = Without shifts, business hours apply.
shifts-copy = Who should get the same week as { $name }? It replaces their current one.
shifts-empty = Business hours of the next seven days when nobody is on shift:
shifts-empty-none = In the next seven days somebody is on shift during all business hours.
shifts-desk-hours = business hours
shifts-set-by = { $by } changed your shifts. See them with /shifts.
shift-off = off
shift-ask = When do you work on { $day ->
    [d0] Mondays
    [d1] Tuesdays
    [d2] Wednesdays
    [d3] Thursdays
    [d4] Fridays
    [d5] Saturdays
   *[d6] Sundays
}? Reply to this message, for example: 9-18, or 22-6 for a night shift, or none. Now: { $now }.
shift-ask-of = When does { $name } work on { $day ->
    [d0] Mondays
    [d1] Tuesdays
    [d2] Wednesdays
    [d3] Thursdays
    [d4] Fridays
    [d5] Saturdays
   *[d6] Sundays
}? Reply to this message, for example: 9-18, or 22-6 for a night shift, or none. Now: { $now }.
shift-set = Saved.
shift-wrong = I need hours such as 9-18, or 8-12, 13-17, or 22-6 for a night shift, or none.
usage-shifts = Example: /shifts, /shifts mon-fri 9-18, /shifts 25.12 none
btn-weekday = { $day ->
    [d0] Mon
    [d1] Tue
    [d2] Wed
    [d3] Thu
    [d4] Fri
    [d5] Sat
   *[d6] Sun
}
btn-shifts-clear = No shifts
btn-shifts-copy = Same for…
btn-shifts-empty = Uncovered hours
btn-shifts-week = ‹ Week
audit-shifts-set = set shifts of { $object }, { $old }: { $new }
audit-shifts-copied = gave { $object } the same week as { $new }

# What a press of each button was, in the log.
press-shifts = shifts
press-shiftday = set the shift of a day
press-shiftcopy = copy a week of shifts
press-shiftclear = remove the shifts
