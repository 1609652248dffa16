# Сводки: день или неделя в числах, для тех, кто ведёт службу.
briefing-date = { $day } { $month ->
    [m1] января
    [m2] февраля
    [m3] марта
    [m4] апреля
    [m5] мая
    [m6] июня
    [m7] июля
    [m8] августа
    [m9] сентября
    [m10] октября
    [m11] ноября
   *[m12] декабря
}
briefing-month-name = { $month ->
    [m1] Январь
    [m2] Февраль
    [m3] Март
    [m4] Апрель
    [m5] Май
    [m6] Июнь
    [m7] Июль
    [m8] Август
    [m9] Сентябрь
    [m10] Октябрь
    [m11] Ноябрь
   *[m12] Декабрь
}
briefing-day = <b>Сводка за день: { $weekday }, { $date }</b>
briefing-week = <b>Сводка за неделю, { $first } – { $last }</b>
briefing-before = В скобках — неделей раньше.
briefing-outlier = ❗ { $name }: { $value }, в этот день недели обычно { $usual }
briefing-outlier-day = ❗ { $weekday }. { $name }: { $value }, в этот день недели обычно { $usual }
briefing-ahead = Прогноз на следующую неделю по восьми последним, заявок: { $n } ({ $days }).
briefing-expected = Прогноз на эту неделю: { $expected }, пришло { $came }: ошибка { $off } %.
briefing-expected-none = Прогноз на эту неделю: ни одной заявки, пришло { $came }.
briefing-month = <b>{ $month } { $year }</b>, заявок: { $n }
briefing-month-before = Месяц назад: { $n }
briefing-year-before = Год назад: { $n }
briefing-trend = За полгода число заявок менялось в среднем на { $n } в месяц
briefing-busiest = Самый загруженный день недели: { $weekday }
setting-group-briefings = Сводки
setting-briefing-daily = Сводка за день
setting-briefing-weekly = Сводка за неделю
setting-briefings = Сводки
setting-briefings-effect = За день — в каждый рабочий день: показатели прошедших дней и отличия от того же дня недели за восемь недель; если ничего не было, сводка не приходит. За неделю — раз в неделю, в первый рабочий день: показатели прошлой недели, что выделяется, прогноз и раз в месяц — динамика. Их получает каждый администратор, а с «в группу команды» — группа, если она есть.
setting-briefings-daily = за день
setting-briefings-weekly = за неделю
setting-briefings-in-group = в группу команды
setting-briefing-at = Время сводки
setting-briefing-at-effect = Время дня в часовом поясе службы; если служба тогда закрыта, сводка придёт к открытию.
setting-wrong-day-time = Время дня, например 9:00.
