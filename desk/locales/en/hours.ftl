# The desk's hours: receipts outside them, calls at night, the opening, what is typed in settings.

receipt-back = We are back from { $at }.
receipt-called = I have called somebody from the team.
btn-cannot-wait = Cannot wait
btn-setting-remove = ✕ { $n }
btn-can-wait = Can wait
called-at-night = <b>#{ $number }</b> cannot wait: { $name } calls outside our hours.
can-wait-told = The team has looked at <code>#{ $number }</code>: it can wait. We are back from { $at }.
cannot-wait-often = You can call { $most ->
    [one] once
   *[other] { $most } times
 } a day. The request is kept, and the team sees it when it is back.
opening-waiting = { $n ->
    [one] { $n } request is waiting.
   *[other] { $n } requests are waiting.
}

setting-group-hours = Hours
setting-hours = Hours
setting-hours-effect = Outside these hours nothing rings: requests wait in /queue, and people are told when you are back. Without hours the desk is there round the clock. Once there are hours, a day you do not name keeps its own: fri closed closes it. Figures of all days are counted in the new hours.
setting-day-ranges = Holidays and events
setting-day-ranges-effect = On these days the week's hours do not apply: closed, or open round the clock. Of two that overlap, the later entry counts.
setting-cannot-wait = Cannot wait
setting-cannot-wait-effect = Outside your hours a requester may call somebody: once a request, twice a day. It makes the request critical.
setting-night-staff = Who is called at night
setting-night-staff-effect = Whom “Cannot wait” calls; nobody chosen, or none of them there: all admins.
setting-critical-words = Words that make a request critical
setting-critical-words-effect = A request with one of these words is critical from the start, and rings at any hour.
setting-high-topics = Topics that make a request high
setting-high-topics-effect = A requester who chooses one of these topics makes the request high, never critical. By their names, with commas.
setting-staff = { $n ->
    [0] all admins
    [one] { $n } person
   *[other] { $n } people
}
setting-wrong-staff = Names of your staff as /staff shows them, with commas; a dash for all admins.

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

hours-unclear = Write hours like: mon-fri 9:00-18:00, sat 22-6, sun closed, or tue-fri as mon. Days you do not name stay as they are.
hours-never-open = With that the desk would never open: leave hours on at least one day.
hours-too-many = At most { $most } stretches of hours a day.
days-unclear = Write days like: 2026-12-31..2027-01-08 closed New Year, 2026-12-01..03 open Hackathon, or remove 2.
days-backwards = The last day is before the first: write the earlier one first.
days-past = These days are over: give days that are still to come.
days-long = At most { $most } days at a time.
days-no-such = There is no such entry: say remove and its number.
days-many = At most { $most } entries: remove some that are over.
