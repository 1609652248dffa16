# Что обещано, насколько просрочено и кто об этом узнаёт.

setting-group-promises = Сроки
setting-targets = Сроки по приоритетам
setting-targets-effect = Новым заявкам обещаны первый ответ и решение; кто опаздывает, узнаёт об этом. У прежних заявок сроков нет, пока вы их не примените.
setting-target-critical = Критический
setting-target-critical-effect = Что обещано новым критическим заявкам, круглосуточно.
setting-target-high = Высокий
setting-target-high-effect = Что обещано новым заявкам высокого приоритета, в часы работы.
setting-target-medium = Средний
setting-target-medium-effect = Что обещано новым заявкам среднего приоритета, в часы работы.
setting-target-low = Низкий
setting-target-low-effect = Что обещано новым заявкам низкого приоритета, в часы работы.
setting-target-pair = первый ответ { $first }, решение { $solution }
setting-wrong-target = Например: первый ответ 4ч, решение 8ч; от минуты до года, и решение не раньше первого ответа.
setting-pending-days = Пока ждём автора
setting-pending-days-effect = Со сроками: через половину — тихое напоминание, потом заявка считается решённой, и автора спрашивают.
setting-hold-stops-clock = Отложенная не считается
setting-hold-stops-clock-effect = Пока заявка отложена, её срок не идёт.

# Одно время для автора.
expect-answer = Ответим до { $at }.
expect-solution = Рассчитываем решить до { $at }.
expect-promised = Обещали к { $at }.
expect-longer = Это дольше обычного, но мы не забыли.

# Своим: насколько просрочено.
due-by = ⏰ срок { $at }
due-promised = ⏰ обещано к { $at }
overdue = ⏰ <b>просрочена</b> на { $age }
overdue-read = { $name } видит: дольше обычного, но мы не забыли.
held-until = ⏸ до { $at }
late-title = { $n ->
    [one] Требует внимания { $n } заявка.
    [few] Требуют внимания { $n } заявки.
   *[many] Требуют внимания { $n } заявок.
}
late-line-due = <b>#{ $number }</b> { $name } · срок через { $age }
late-line-overdue = <b>#{ $number }</b> { $name } · просрочена на { $age }
late-line-with = { $line } · ведёт { $assignee }
late-line-untaken = { $line } · пока никто
late-line-hold-over = <b>#{ $number }</b> { $name } · время, до которого отложена, прошло

btn-queue-of = Очередь · { $n }
btn-still = Ещё работаем
still-ask = { $name } ждёт новостей о <b>#{ $number }</b> уже { $age }.
still-on-it = <code>#{ $number }</code>: ещё работаем, от вас ничего не нужно.
done-still = { $name } знает, что вы ещё работаете над <b>#{ $number }</b>.
promise-made = <code>#{ $number }</code>: теперь рассчитываем сделать к { $at }.
usage-promise = Например: /promise 42 2026-12-01 14:00, /promise 42 через 2 часа, /promise 42 завтра 12:00, /promise 42 в пятницу, /promise 42 off
done-promise = <b>#{ $number }</b>: обещано к { $at }{ $closed ->
    [1] {": "}в названный день мы не работаем, это конец последних рабочих часов перед ним
   *[other] {""}
}. { $heard ->
    [knows] { $name } уже знает.
    [not] { $name } не получает таких новостей сразу; срок виден в заявке.
   *[soon] { $name } скоро узнает.
}
done-promise-off = <b>#{ $number }</b>: обещания больше нет.
promise-past = Это время уже прошло, нужно будущее.
hold-past = Это время уже прошло, нужно будущее.
time-far = До этого больше трёх лет, назовите время поближе.
done-hold-until = ⏸ <b>#{ $number }</b> отложена до { $at }.
done-hold-still = ⏸ <b>#{ $number }</b> отложена, как и раньше, до { $at }.
pending-reminder = ⏳ <code>#{ $number }</code> всё ещё ждёт вашего ответа.
setting-act-targets = Применить к открытым
audit-targets = сроки применены к открытым заявкам: { $new }

targets-would = { $n ->
    [0] Ни одна открытая заявка не получит других сроков.
    [1] { $n } открытая заявка получит сегодняшние сроки{ $late ->
        [0] .
       *[other] ; она сразу будет просрочена.
    }
    [one] { $n } открытая заявка получит сегодняшние сроки{ $late ->
        [0] .
       *[other] ; просроченных сразу: { $late }.
    }
    [few] { $n } открытые заявки получат сегодняшние сроки{ $late ->
        [0] .
       *[other] ; просроченных сразу: { $late }.
    }
   *[many] { $n } открытых заявок получат сегодняшние сроки{ $late ->
        [0] .
       *[other] ; просроченных сразу: { $late }.
    }
}
btn-targets-apply = Применить
targets-applied = { $n ->
    [one] { $n } открытая заявка получает сегодняшние сроки.
    [few] { $n } открытые заявки получают сегодняшние сроки.
   *[many] { $n } открытых заявок получают сегодняшние сроки.
}
targets-off = Сроки не настроены; это делается в /settings promises.
