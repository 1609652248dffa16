# Events that the help desk supports on some days.
event-welcome = This is the help desk of “{ $name }”. Just write what happened, and the team will look at it.
events-none = There are no events.
event-attendance = { $n } { $n ->
    [one] participant
   *[other] participants
}
event-requests = { $n } { $n ->
    [one] ticket
   *[other] tickets
}
event-per-hundred = { $n } per 100 participants
event-made =
    “{ $name }” is added as <code>{ $slug }</code>. Requests filed through this link belong to it. So do all others filed on its days, if no other event is running:
    { $link }
event-removed = “{ $name }” is removed. Its tickets stay as they are.
event-id-set = The id of “{ $name }” on the platform is now { $id }.
event-attendance-set = “{ $name }”: { $n } { $n ->
    [one] participant
   *[other] participants
}.
event-attendance-read = { $events ->
    [one] Read for { $events } event
   *[other] Read for { $events } events
}: { $n } { $n ->
    [one] participant
   *[other] participants
}.
done-event = <code>#{ $number }</code> now belongs to “{ $name }”.
done-event-set = #{ $number } now belongs to the event.
done-event-none = <code>#{ $number }</code> no longer belongs to an event.
card-event = Event: { $name }
btn-event = Event
btn-event-choice = { $name }
btn-event-none = None of these
history-event = event: { $old } → { $new }
events-compared = Comparison of events
events-taking-part = Participants
events-per-hundred = Tickets per 100 participants
events-solved-by = Resolved by
events-others = others
events-too-few = Shares of fewer than ten tickets are not shown.
events-drawing = I am drawing the chart; it will arrive in a moment.
events-none-begun = No event has begun yet, so there is nothing to compare.
btn-events-compare = Compare
usage-event = Which ticket, and which event? Example: /event 42 hackathon-kazan. All events: /event
usage-event-new = Send the name in quotation marks and the days. Example: /event new "Hackathon Kazan" 1-3 December
usage-event-attendance = How many participants? Example: /event attendance hackathon-kazan 250. Or send a CSV file with this caption: /event attendance
usage-event-remove = Which event? Example: /event remove hackathon-kazan. All events: /event
event-name-long = A name can have 1 to 60 characters.
event-ends-first = The event ends before it begins. Example: 1-3 December
event-too-long = An event can last a year at most.
event-years = The days of an event are in the years { $first } to { $last }.
event-new-needs = A new event needs a name and its first day.
event-removed-before = “{ $name }” was removed. An admin can restore it.
event-id-wrong = The platform’s id is one word of at most 64 characters. Example: /event id hackathon-kazan 4711
event-id-taken = “{ $name }” already has this id on the platform.
no-such-event = There is no event “{ $name }”. All events: /event
attendance-columns = The first line of the file must be “event,attendance” (a number for each event) or “event,participant” (a line for each person). Nothing was changed.
attendance-cells = Line { $line }: there must be two columns. Nothing was changed.
attendance-unknown-event = Line { $line }: there is no event “{ $name }”. Nothing was changed.
attendance-number = Line { $line }: attendance must be a whole number of up to 10,000,000. Nothing was changed.
attendance-person = Line { $line }: a participant’s id must have 1 to 100 characters. Nothing was changed.
attendance-twice = Line { $line }: this event already has a number. Nothing was changed.
attendance-empty = The file has no lines below the first. Nothing was changed.
attendance-not-utf8 = Line { $line }: this is not UTF-8 text. Save the file as “CSV UTF-8” and send it again. Nothing was changed.
attendance-too-large = A file can have at most 5 MB and 100,000 lines. Nothing was changed.
file-read-failed = The file could not be downloaded from Telegram. Send it again in a moment.
file-read-too-large = The file is too large. Nothing was changed.
audit-event-made = added the event { $new }
audit-event-removed = removed the event { $old }
audit-event-restored = restored the event { $new }
audit-event-changed = changed the event { $old } → { $new }
audit-event-id-set = set the platform’s id of the event { $object }: { $old } → { $new }
audit-event-attendance = set the number of participants of { $object }: { $old } → { $new }
event-days-wrong = Write the days like 1-3 December or 2026-12-01..03, or one day like 25.12.
title-events = <b>Events</b>
none-events = There are no events here.
column-events = Event
column-events-days = Days
column-events-slug = Short name
column-events-figures = Participants and tickets
field-events-name = Name
field-events-name-help = Requesters read it, in up to 60 characters. Link and short name stay as they are.
field-events-days = Days
field-events-days-help = First and last day, in the time zone of the help desk: 1-3 December. Requests that were filed keep their event.
field-events-attendance = Participants
field-events-attendance-help = A number takes the place of a list. For several events, send a CSV file with the caption /event attendance.
field-events-id = Id on the platform
field-events-id-help = One word of at most 64 characters, to join its numbers with those of your platform.
btn-do-events-remove = Remove
btn-do-events-restore = Restore
btn-new-events-event = New event
admin-new-events-event = Reply to this message with the days and then the name, for example:
    2026-12-01..03 Hackathon Kazan
event-attendance-wrong = Send a number of at most ten million, like 250.

# What a press of each button was, in the log.
press-eventscmp = compare events
press-event = set the event
