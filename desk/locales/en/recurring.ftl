# Recurring requests: filed by a rhythm.
setting-recurring = Recurring requests
setting-recurring-effect = Managers plan work that comes again, and each time a request is filed. Off: none is filed, and what was due meanwhile is left out.
recurring-off = Recurring requests are switched off. An admin can switch them on: /settings recurring on
title-recurring = <b>Recurring requests</b>
none-recurring = There are no recurring requests.
column-recurring = Subject
column-recurring-rhythm = When
column-recurring-client = Client
column-recurring-next = Next
field-recurring-subject = Subject
field-recurring-subject-help = The subject of each request, in up to 200 characters. A client sees it in their list.
field-recurring-rhythm = When
field-recurring-rhythm-help = For example: every Monday at 9; every 2 weeks on Friday; the last working day of the month; every quarter; every year on 25 December. Working days follow the business hours and special days.
field-recurring-words = Note
field-recurring-words-help = What has to be done, in up to 4,000 characters. It becomes an internal note of each request. Empty: none.
field-recurring-steps = Steps
field-recurring-steps-help = A line is a step of each request, at most 30. They are sub-tasks on the board. Empty: none.
field-recurring-client = Client
field-recurring-client-help = A requester or an organization by the whole name, or the number of a requester’s request. The bot tells them nothing before the team answers. Empty: internal.
field-recurring-topic = Topic
field-recurring-topic-help = It brings its priority unless one is chosen here.
field-recurring-priority = Priority
field-recurring-priority-help = Of each request. Without one it follows the topic.
field-recurring-labels = Labels
field-recurring-labels-help = Separated by commas, at most ten. Empty: none.
field-recurring-assignee = Assignee
field-recurring-assignee-help = Gets each request. Nobody, or somebody who has left the team: it is announced as any new one.
field-recurring-what = When and what
field-recurring-what-help = When, a colon and the subject: every Monday at 9: Check the backups
btn-do-recurring-pause = Pause
btn-do-recurring-resume = Resume
btn-do-recurring-remove = Remove
btn-do-recurring-restore = Restore
btn-new-recurring-request = New recurring request
admin-new-recurring-request = Reply to this message with when, a colon and the subject, for example:
    every Monday at 9: Check the backups
    the last working day of the month: Send the report
recurring-topic-none = No topic
recurring-priority-none = As the topic says
recurring-assignee-none = Nobody
recurring-client-none = internal
recurring-next = Next: { $at }
recurring-next-none = paused
recurring-removed = Removed. What was filed stays.
recurring-last = Last: #{ $number }
recurring-unclear = I don’t understand when. Nothing was changed. Examples: every Monday at 9; the last working day of the month; every quarter
recurring-never = That day does not come within three years. Nothing was changed.
recurring-usage = Write when, a colon and the subject. Example: every Monday at 9: Check the backups
recurring-subject-wrong = A subject has 1 to 200 characters. Nothing was changed.
recurring-words-long = A note has up to { $most } characters. Nothing was changed.
recurring-steps-wrong = There can be up to { $most } steps of 200 characters. Nothing was changed.
recurring-labels-wrong = There can be ten labels of up to 60 characters. Nothing was changed.
recurring-client-unknown = There is no requester or organization of that name. Nothing was changed. You can send the number of a requester’s request.
recurring-client-several = Several are called { $name }. Nothing was changed. Send the number of a request of the one you mean.
recurring-many = There can be { $most } recurring requests. Nothing was changed; remove one first.
recurring-stopped-client = Paused: the client is blocked, removed or erased.
recurring-refused = “{ $subject }” is paused: its request was refused. Check it and resume it: /recurring
recurring-stopped = “{ $subject }” is paused: its client is blocked, removed or erased. Choose another one: /recurring
recurring-person = Planned work
recurring-actor = Recurring request
remark-recurring-late = It was due on { $at }, while the help desk was not running.
remark-recurring-missed = It was due { $n } times while the help desk was not running, last on { $at }. This is the only request for it.
audit-recurring-added = added a recurring request
audit-recurring-changed = changed a recurring request
audit-recurring-removed = removed a recurring request
audit-recurring-restored = restored a recurring request
rhythm-at = { $rhythm } at { $clock }
rhythm-since = { $rhythm } from { $day }
rhythm-days = { $n ->
    [one] every day
   *[other] every { $n } days
}
rhythm-working = every working day
rhythm-weeks = { $n ->
    [one] every { $days }
   *[other] every { $n } weeks on { $days }
}
rhythm-year = every year on { $day }
rhythm-months = { $which } of { $n ->
    [1] every month
    [3] every quarter
    [6] every half-year
    [12] every year
   *[other] every { $n } months
}
rhythm-last-day = the last day
rhythm-day-number = { $n }
rhythm-numbered = { $n ->
    [one] day { $days }
   *[other] days { $days }
}
rhythm-working-number = working day { $n }
rhythm-place-m = { $place ->
    [1] first
    [2] second
    [3] third
    [4] fourth
   *[other] last
}
rhythm-place-f = { $place ->
    [1] first
    [2] second
    [3] third
    [4] fourth
   *[other] last
}
rhythm-place-n = { $place ->
    [1] first
    [2] second
    [3] third
    [4] fourth
   *[other] last
}
rhythm-working-day = working day
rhythm-placed = the { $place } { $day }
rhythm-and = { $first } and { $last }
rhythm-weekday = { $day ->
    [d0] Monday
    [d1] Tuesday
    [d2] Wednesday
    [d3] Thursday
    [d4] Friday
    [d5] Saturday
   *[d6] Sunday
}
rhythm-weekdays = { $day ->
    [d0] Monday
    [d1] Tuesday
    [d2] Wednesday
    [d3] Thursday
    [d4] Friday
    [d5] Saturday
   *[d6] Sunday
}
