# Events: what a desk works for on some days.

event-welcome = This is the help desk of “{ $name }”. Write what is wrong, and somebody will look at it.
events-none = There are no events.
events-none-admin = There are no events yet. Make one like this: /event new "Hackathon Kazan" 2026-12-01..03
events-title = <b>Events</b>
events-how =
    <code>/event new "Name" 2026-12-01..03</code>: a further one
    <code>/event attendance name 250</code>: how many take part; or send a CSV file with the columns event and attendance, or event and participant, as a reply to this message
    <code>/event id name 4711</code>: what the platform calls it
    <code>/event remove name</code>
event-running = now
event-attendance = { $n } { $n ->
    [one] takes part
   *[other] take part
}
event-requests = { $n } { $n ->
    [one] request
   *[other] requests
}
event-per-hundred = { $n } per hundred
event-called = <code>{ $slug }</code>{ $id ->
    [none] { "" }
   *[other] { " · " }{ $id }
}
event-made =
    “{ $name }” is on the list as <code>{ $slug }</code>. What is filed through this link belongs to it, and so does what is filed on its days while no other event runs:
    { $link }
event-removed = “{ $name }” is removed. Its requests stay as they are.
event-restored = “{ $name }” is back, with its requests.
event-id-set = The platform calls “{ $name }” { $id }.
event-attendance-set = “{ $name }”: { $n } { $n ->
    [one] takes part
   *[other] take part
}.
event-attendance-read = { $events ->
    [one] Read for { $events } event
   *[other] Read for { $events } events
}: { $n } { $n ->
    [one] takes part
   *[other] take part
}.
done-event = <code>#{ $number }</code> belongs to “{ $name }”.
done-event-set = #{ $number } belongs to the event.
done-event-none = <code>#{ $number }</code> belongs to no event.
card-event = Event: { $name }
btn-event = Event
btn-event-choice = { $name }
btn-event-none = None of them
btn-event-back = Bring it back
history-event = event: { $old } → { $new }

events-compared = Events side by side
events-taking-part = Take part
events-per-hundred = Requests per hundred who take part
events-solved-by = Solved by
events-others = others
events-too-few = A share of fewer than ten requests is not shown.
events-drawing = The picture is being drawn.
events-none-begun = No event has begun yet: there is nothing to compare.
btn-events-compare = Compare

usage-event = Which ticket, and which event? Like this: /event 42 hackathon-kazan; /event shows all of them.
usage-event-new = Name in quotation marks and days, like this: /event new "Hackathon Kazan" 2026-12-01..03
usage-event-attendance = How many take part? Like this: /event attendance hackathon-kazan 250; or send a CSV file with this as its caption: /event attendance
usage-event-remove = Which event? Like this: /event remove hackathon-kazan; /event shows all of them.
event-name-long = A name has 1 to 60 characters.
event-ends-first = It ends before it begins. Like this: 2026-12-01..03
event-too-long = An event takes at most a year.
event-id-wrong = The platform's id is one word of at most 64 characters, like this: /event id hackathon-kazan 4711
event-id-taken = The platform's id belongs to “{ $name }” already.
no-such-event = There is no event “{ $name }”; /event shows all of them.
attendance-columns = The first line of the file has to be “event,attendance” (a number for each event) or “event,participant” (a line for each person). Nothing was changed.
attendance-cells = Line { $line }: there are not two columns. Nothing was changed.
attendance-unknown-event = Line { $line }: there is no event “{ $name }”. Nothing was changed.
attendance-number = Line { $line }: attendance is a whole number of up to 10,000,000. Nothing was changed.
attendance-person = Line { $line }: a participant's id has 1 to 100 characters. Nothing was changed.
attendance-twice = Line { $line }: this event has a number already. Nothing was changed.
attendance-empty = There is nothing under the file's first line. Nothing was changed.
attendance-not-utf8 = Line { $line }: this is no text in UTF-8. Save the file as “CSV UTF-8” and send it again. Nothing was changed.
attendance-too-large = The file may have at most 5 MB and 100,000 lines. Nothing was changed.
file-read-failed = The file could not be fetched from Telegram. Send it again in a moment.
file-read-too-large = The file is too large. Nothing was changed.

audit-event-made = made the event { $new }
audit-event-removed = removed the event { $old }
audit-event-restored = brought the event { $new } back
audit-event-id-set = set the platform's id of the event { $object }: { $old } → { $new }
audit-event-attendance = set how many take part in { $object }: { $old } → { $new }
