# Business hours: receipts outside them, calls at night, the opening, what is typed in settings.
receipt-back = We are closed now and back on { $at }.
receipt-called = I have called somebody from the team.
btn-cannot-wait = Cannot wait
btn-setting-remove = ✕ { $n }
btn-can-wait = Can wait
called-at-night = <b>#{ $number }</b> cannot wait: { $name } asks for help outside business hours.
can-wait-told = The team has looked at <code>#{ $number }</code>: it can wait. We are back on { $at }.
cannot-wait-often = You can do this { $most ->
    [one] once
   *[other] { $most } times
 } a day. Your request is saved, and the team will see it when it is back.
urgent-often = You have called for { $most } requests within the last hour. #{ $number } is in the queue, and the team sees it.
opening-waiting = { $n ->
    [one] { $n } ticket is waiting in the queue.
   *[other] { $n } tickets are waiting in the queue.
}
setting-group-hours = Business hours
setting-hours = Business hours
setting-hours-effect = Outside these hours the bot notifies nobody: tickets wait, and requesters are told when you are back. Without hours the help desk is open round the clock. Reports count each day in the hours in force then.
setting-day-ranges = Holidays and events
setting-day-ranges-effect = On these days the weekly hours do not apply: closed, or open round the clock. If two entries overlap, the later one counts.
setting-cannot-wait = Cannot wait
setting-cannot-wait-effect = Outside business hours a requester may call somebody: once a request, twice a day. The request becomes critical.
setting-night-staff = On call at night
setting-night-staff-effect = The people “Cannot wait” calls. If nobody is chosen or available: all admins.
setting-critical-words = Words for critical tickets
setting-critical-words-effect = A request is critical and notifies people at any hour if it has one of these words, also in a later message while nobody has taken it.
setting-high-topics = High-priority topics
setting-high-topics-effect = A requester who chooses one of these topics gives the request high priority, never critical.
setting-staff = { $n ->
    [0] all admins
    [one] { $n } person
   *[other] { $n } people
}
setting-wrong-staff = Names of people on the team, separated by commas.
setting-ask-staff = /staff shows the names. Send “-” for all admins.
setting-ask-hours = A day you do not name keeps its hours; “fri closed” closes it.
setting-has-left = { $name } (has left the team)
hours-none = round the clock
hours-closed = closed
hours-all-day = all day
days-open = open
days-closed = closed
weekday-short = { $day ->
    [d0] Mon
    [d1] Tue
    [d2] Wed
    [d3] Thu
    [d4] Fri
    [d5] Sat
   *[d6] Sun
}
hours-unclear = Examples: mon-fri 9:00-18:00, sat 22-6, sun closed, or tue-fri as mon. Days you do not name stay as they are.
hours-break = Write the hours without the break, for example: mon-fri 9-13, 14-18. Nothing has changed.
hours-zone = I do not know this time zone. Write it behind the hours, as in 9-18 Europe/Berlin, or leave it out. Nothing has changed.
hours-day-or-night = Do these hours end in the afternoon or at night? Write the end with two digits, for example 14:00 or 02:00.
hours-never-open = With these hours the help desk would never open. Leave hours on at least one day.
hours-too-many = A day can have at most { $most } intervals.
days-unclear = Examples: 31.12-8.1 closed New Year, 1-3 December open Hackathon, or remove 2.
days-backwards = The last day is before the first. Write the earlier one first.
days-past = These days are over. Give days that are still to come.
days-long = At most { $most } days at a time.
days-no-such = There is no such entry. Write “remove” and its number.
days-many = At most { $most } entries. Remove some that are over.

# What a press of each button was, in the log.
press-nowait = cannot wait
press-canwait = it can wait
