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
briefing-day = <b>Сводка: { $weekday }, { $date }</b>
briefing-week = <b>Сводка недели, { $first } – { $last }</b>
briefing-before = В скобках — неделей раньше.
briefing-outlier = ❗ { $name }: { $value }, в этот день недели обычно { $usual }
briefing-outlier-day = ❗ { $weekday }. { $name }: { $value }, в этот день недели обычно { $usual }
briefing-ahead = Если пойдёт как в последние восемь недель, на следующей будет заявок: { $n } ({ $days }).
briefing-expected = На эту неделю ожидали { $expected }, пришло { $came }: ошиблись на { $off } %.
briefing-expected-none = На эту неделю не ожидали ни одной заявки, пришло { $came }.
briefing-month = <b>{ $month } { $year }</b>, заявок: { $n }
briefing-month-before = Месяцем раньше: { $n }
briefing-year-before = Годом раньше: { $n }
briefing-trend = За полгода число заявок менялось в среднем на { $n } в месяц
briefing-busiest = Больше всего заявок в этот день недели: { $weekday }
setting-group-briefings = Сводки
setting-briefing-daily = Сводка дня
setting-briefing-daily-effect = В каждый рабочий день службы: чем кончились прошедшие дни и что выделяется на фоне того же дня недели за восемь недель. Если ничего не было, сводка не приходит.
setting-briefing-weekly = Сводка недели
setting-briefing-weekly-effect = Раз в неделю, в первый рабочий день: чем кончилась прошлая, что выделяется и чего ждать; раз в месяц — куда всё идёт.
setting-briefing-at = Сводки: когда
setting-briefing-at-effect = Время дня в часовом поясе службы; если служба тогда закрыта, сводка придёт к открытию.
setting-briefing-to = Сводки: кому
setting-briefing-to-effect = Каждому администратору или в группу команды, если она есть.
setting-briefing-to-admins = администраторам
setting-briefing-to-group = в группу команды
setting-wrong-day-time = Время дня, например 9:00.
setup-briefing = Нужна ли сводка?
setup-briefing-effect = Администраторы получают день или неделю в числах, без звука. Если пропустить, всё останется как есть.
