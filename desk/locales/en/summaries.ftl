# Summaries: a day or a week in figures, for those who run the help desk.
briefing-date = { $day } { $month ->
    [m1] January
    [m2] February
    [m3] March
    [m4] April
    [m5] May
    [m6] June
    [m7] July
    [m8] August
    [m9] September
    [m10] October
    [m11] November
   *[m12] December
}
briefing-month-name = { $month ->
    [m1] January
    [m2] February
    [m3] March
    [m4] April
    [m5] May
    [m6] June
    [m7] July
    [m8] August
    [m9] September
    [m10] October
    [m11] November
   *[m12] December
}
briefing-day = <b>Daily summary: { $weekday }, { $date }</b>
briefing-week = <b>Weekly summary, { $first } – { $last }</b>
briefing-before = In brackets: the week before.
briefing-outlier = ❗ { $name }: { $value }; usually { $usual } on this weekday
briefing-outlier-day = ❗ { $weekday }. { $name }: { $value }; usually { $usual } on this weekday
briefing-ahead = Forecast for next week, from the last eight: { $n } tickets ({ $days }).
briefing-expected = Forecast for this week: { $expected }. Received: { $came } ({ $off }% off).
briefing-expected-none = Forecast for this week: none. Received: { $came }.
briefing-month = <b>{ $month } { $year }</b>: { $n } tickets
briefing-month-before = Month before: { $n }
briefing-year-before = Year before: { $n }
briefing-trend = Half-year trend: { $n } tickets a month
briefing-busiest = Busiest weekday: { $weekday }
setting-group-briefings = Summaries
setting-briefing-daily = Daily summary
setting-briefing-weekly = Weekly summary
setting-briefings = Summaries
setting-briefings-effect = Daily, on each business day: figures of the days before, and what differs from the same weekday of the last eight weeks; not sent if nothing happened. Weekly, at the first summary time of each week: last week’s figures, what stands out, the forecast and, once a month, the trend. They go to each admin; with “to the team’s group”, to the group if there is one.
setting-briefings-daily = daily
setting-briefings-weekly = weekly
setting-briefings-in-group = to the team’s group
setting-briefing-at = Summary time
setting-briefing-at-effect = Time of day in the help desk’s time zone. If the help desk is closed then, the summary comes when it opens.
setting-wrong-day-time = A time of day, such as 9:00.
