# Shifts: /shifts.
shifts-title = <b>My shifts</b>
shifts-title-of = <b>{ $name }: shifts</b>
shifts-none = None set: you follow the business hours.
shifts-how = To change them, write for example: /shifts mon-fri 9-18, or /shifts 25.12 none.
shifts-desk-hours = business hours
shifts-set-by = { $by } changed your shifts. See them with /shifts.
shift-off = off
usage-shifts = Example: /shifts, /shifts mon-fri 9-18, /shifts 25.12 none
btn-shifts-clear = No shifts
audit-shifts-set = set shifts of { $object }, { $old }: { $new }
audit-shifts-copied = gave { $object } the same week as { $new }

# What a press of each button was, in the log.
press-shifts = shifts
press-shiftclear = remove the shifts
