# /stats and /stats me: pictures of figures.
menu-stats = Reports in a picture
stats-form = { $form ->
    [now] Open tickets
    [volume] Volume
    [speed] Speed
    [promises] Targets
    [people] People
    [quality] Quality
    [answers] Answers
    [trainees] Trainees
    [assist] Drafts by the assistant
    [time] Time spent
   *[topics] Topics
}
stats-period = { $period ->
    [today] Today
    [yesterday] Yesterday
    [week] Week
   *[month] Month
}
stats-dimension = { $by ->
    [agent] agent
    [category] topic
    [priority] priority
    [requester] requester
    [event] event
    [root_cause] root cause
    [organization] organization
    [outlet] outlet
    [equipment] equipment
    [source] source
    [answer] answer
    [criterion] criterion
    [hour] hour
    [weekday] weekday
    [day] day
    [week] week
   *[month] month
}
stats-figure-by = { $figure } { $by ->
    [agent] by agent
    [category] by topic
    [priority] by priority
    [requester] by requester
    [event] by event
    [root_cause] by root cause
    [organization] by organization
    [outlet] by outlet
    [equipment] by equipment
    [source] by source
    [answer] by answer
    [criterion] by criterion
    [hour] by hour
    [weekday] by weekday
    [day] by day
    [week] by week
   *[month] by month
}
stats-filter = { $by ->
    [agent] agent
    [category] topic
    [priority] priority
    [requester] requester
    [event] event
    [root_cause] root cause
    [organization] organization
    [outlet] outlet
    [source] source
    [hour] hour
   *[weekday] weekday
}: { $value }
stats-words-agent = agents staff
stats-words-category = topic topics categories
stats-words-priority = priorities
stats-words-requester = requesters
stats-words-event = events
stats-words-root_cause = cause causes root-cause
stats-words-organization = organizations client clients
stats-words-outlet = outlets shop shops
stats-words-equipment = device devices
stats-words-source = sources
stats-words-hour = hours
stats-words-weekday = weekdays
stats-words-day = days
stats-words-week = weeks
stats-words-month = months
stats-nobody-agent = nobody
stats-nobody-requester = nobody
stats-nobody-category = no topic
stats-nobody-event = no event
stats-nobody-root_cause = no root cause
stats-nobody-organization = no organization
stats-nobody-outlet = no outlet
stats-none = none
stats-source = { $source ->
    [mail] e-mail
    [import] imported history
    [telegram] Telegram
    [todoist] the board
    [api] API
    [panel] the panel
    [group] group chats
    [forward] forwarded messages
   *[other] { $source }
}
stats-hour = { $hour }:00
stats-me = My figures
stats-seconds = { $n } s
stats-minutes = { $n } min
stats-hours = { $n } h
stats-hours-and = { $n } h { $rest } min
stats-days = { $n } d
stats-days-and = { $n } d { $rest } h
stats-percent = { $n }%
stats-points = { $n } pts
stats-decimal = { $whole }.{ $tenth }
stats-day = { $day } { $month ->
    [m1] Jan
    [m2] Feb
    [m3] Mar
    [m4] Apr
    [m5] May
    [m6] Jun
    [m7] Jul
    [m8] Aug
    [m9] Sep
    [m10] Oct
    [m11] Nov
   *[m12] Dec
}
stats-month = { $month ->
    [m1] Jan
    [m2] Feb
    [m3] Mar
    [m4] Apr
    [m5] May
    [m6] Jun
    [m7] Jul
    [m8] Aug
    [m9] Sep
    [m10] Oct
    [m11] Nov
   *[m12] Dec
} { $year }
stats-against = { $days } · before: { $before }
stats-against-part = { $days } · before: { $before } until { $clock }
stats-at-this-moment = At this moment
stats-was = was { $value }
stats-same = no change
stats-team = team { $value }
stats-drawn = { $day }, { $clock }
stats-more-rows = and { $n } more
stats-no-rows = No data.
stats-too-few = Shares of fewer than ten are not shown: a single case would change them too much.
stats-team-too-small = The team median is shown from { $n } people up. With two, it would reveal your colleague’s value.
stats-drawing = Drawing the picture…
stats-uncounted = { $n ->
    [one] { $n } changed request is not counted here yet. The picture has it.
   *[other] { $n } changed requests are not counted here yet. The picture has them.
}
stats-nothing = There is no data for this period ({ $days }). { $long ->
    [1] Other days: /stats 2026-01-01..2026-06-30
   *[other] Try a longer one: /stats month
}
stats-which-days = Which days? Reply with the first and the last. Example: 2026-11-01..2026-11-15
stats-unknown = I found no figure, view or colleague for “{ $words }”. Try: { $near }.
stats-no-dimension = Figures cannot be grouped by “{ $word }”. You can use agent, topic, priority, requester, event, root cause, source, hour, weekday, day, week or month; with organizations on also organization, outlet or equipment: /stats filed by topic
stats-no-value = There is no { $by ->
    [agent] agent
    [category] topic
    [priority] priority
    [requester] requester
    [event] event
    [root_cause] root cause
    [organization] organization
    [outlet] outlet
    [source] source
    [hour] hour
   *[weekday] weekday
} “{ $value }”. Put a name of several words in quotation marks: /stats filed topic="Main hall"
stats-two-values = Several names begin with “{ $value }”. Write more of the name.
stats-by-what = “By …” needs a figure before it. Example: /stats filed by topic
stats-staffing = Next week needs about { $people } people, in eight of ten weeks { $low } to { $high }: { $requests } requests, { $minutes } minutes each, { $hours } hours a person. Seen from the last { $weeks } weeks.
stats-staffing-missing = How many people next week needs cannot be said yet. It takes { $most } full weeks and { $fewest } finished requests; there are { $weeks } and { $finished }.
stats-load = “{ $name }”, { $days }. Expected requests: { $requests }, in eight of ten events { $low } to { $high }. Participants: { $n }; requests for each hundred of them: { $each }, seen from { $past } past events.
stats-load-peak = Busiest day: { $day }. Expected requests: { $requests } ({ $low } to { $high }){ $people ->
    [none] .
   *[other] {"; people needed:"} { $people }.
}
stats-load-missing = What the next event will bring cannot be said yet. It takes { $fewest } past events with { $least } participants or more. There { $past ->
    [0] are no such events yet
    [one] is { $past } now
   *[other] are { $past } now
}.
stats-load-attendance = What “{ $name }” will bring cannot be said yet. Set the number of participants, for example: /event attendance { $slug } 250
stats-load-by-day = “{ $name }”: expected requests by day
stats-load-before = before the first day
stats-load-after = after the last day
stats-load-bar = { $requests } ({ $low }–{ $high }){ $people ->
    [none] { "" }
   *[other] {" · people:"} { $people }
}
stats-own-only = Agents see only their own figures: /stats, /stats me.
btn-stats-group = { $group ->
    [now] Now
    [volume] Volume
    [speed] Speed
    [promises] Targets
    [people] People
    [quality] Quality
    [answers] Answers
    [reviews] Reviews
    [trainees] Trainees
    [assist] Drafts by the assistant
    [stages] Time in each status
    [time] Time spent
   *[use] Use of the bot
}

# What a press of each button was, in the log.
press-stats = change the report picture
