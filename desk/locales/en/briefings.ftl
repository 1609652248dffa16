# Briefings: a day or week in numbers, for those who run the desk.
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
briefing-day = <b>Summary: { $weekday }, { $date }</b>
briefing-week = <b>Summary of the week, { $first } – { $last }</b>
briefing-before = In brackets: the week before.
briefing-outlier = ❗ { $name }: { $value }, on that weekday usually { $usual }
briefing-outlier-day = ❗ { $weekday }. { $name }: { $value }, on that weekday usually { $usual }
briefing-ahead = Expected next week, if it goes as the last eight did: { $n } requests ({ $days }).
briefing-expected = For this week { $expected } were expected, { $came } came: { $off } % off.
briefing-expected-none = For this week none were expected, { $came } came.
briefing-month = <b>{ $month } { $year }</b>: { $n } requests
briefing-month-before = The month before: { $n }
briefing-year-before = A year before: { $n }
briefing-trend = Over half a year: { $n } requests a month
briefing-busiest = Most came on: { $weekday }
setting-group-briefings = Summaries
setting-briefing-daily = Summary of the day
setting-briefing-daily-effect = Each day on which the desk is open: what the days before came to, and what stands out against that weekday of the last eight weeks. Nothing where nothing happened.
setting-briefing-weekly = Summary of the week
setting-briefing-weekly-effect = With the first time of the week: what the last one came to, what stands out, and what may be expected; once a month its trend.
setting-briefing-at = Summaries: when
setting-briefing-at-effect = The time of day, in the desk's time zone; where the desk is closed then, when it opens.
setting-briefing-to = Summaries: to whom
setting-briefing-to-effect = To each admin, or to the staff group where there is one.
setting-briefing-to-admins = admins
setting-briefing-to-group = staff group
setting-wrong-day-time = A time of day, such as 9:00.
setup-briefing = Do you want a summary?
setup-briefing-effect = Admins get a day or a week in numbers, without a sound. Skip leaves it as it is.
