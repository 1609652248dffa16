# Сроки и обещанное время; что просрочено.
setting-group-promises = Сроки
setting-targets = Сроки по приоритетам
setting-targets-effect = У новых заявок будут сроки первого ответа и решения; когда срок близко или прошёл, бот предупредит агентов. К уже открытым заявкам сроки применяются отдельно, кнопкой.
setting-target-critical = Критический
setting-target-critical-effect = Сроки новых критических заявок, считаются круглосуточно.
setting-target-high = Высокий
setting-target-high-effect = Сроки новых заявок с высоким приоритетом, считаются в часы работы.
setting-target-medium = Средний
setting-target-medium-effect = Сроки новых заявок со средним приоритетом, считаются в часы работы.
setting-target-low = Низкий
setting-target-low-effect = Сроки новых заявок с низким приоритетом, считаются в часы работы.
setting-target-pair = первый ответ { $first }, решение { $solution }
setting-wrong-target = Например: первый ответ 4ч, решение 8ч, или что-то одно. Каждый срок — от минуты до года, решение не раньше первого ответа.
setting-hold-stops-clock = Пауза, пока заявка отложена
setting-hold-stops-clock-effect = Включено: время, пока заявка отложена, не входит в сроки.
# Одно время, которое называют автору.
expect-answer = Рассчитываем ответить до { $at }.
expect-solution = Рассчитываем решить до { $at }.
expect-promised = Обещали к { $at }.
expect-held = Отложена до { $at }.
expect-longer = Это дольше обычного, но мы не забыли.
# Команде: насколько просрочена заявка.
late-title = { $n ->
    [one] Требует внимания { $n } заявка.
    [few] Требуют внимания { $n } заявки.
   *[many] Требуют внимания { $n } заявок.
}
late-line-due = <b>#{ $number }</b> { $name } · срок через { $age }
late-line-overdue = <b>#{ $number }</b> { $name } · просрочена на { $age }
late-line-with = { $line } · ведёт { $assignee }
late-line-untaken = { $line } · никто не взял
late-line-hold-over = <b>#{ $number }</b> { $name } · больше не отложена, время вышло
btn-queue-of = Очередь · { $n }
btn-still = Ещё занимаюсь
still-ask = { $name } ждёт новостей о <b>#{ $number }</b> уже { $age }.
still-on-it = <code>#{ $number }</code>: всё ещё занимаемся, от вас ничего не нужно.
done-still = { $name } знает, что вы ещё занимаетесь <b>#{ $number }</b>.
promise-made = <code>#{ $number }</code>: теперь рассчитываем сделать к { $at }.
usage-promise = Например: /promise 42 2026-12-01 14:00, /promise 42 через 2 часа, /promise 42 завтра 12:00, /promise 42 в пятницу, /promise 42 off
done-promise = <b>#{ $number }</b>: обещано к { $at }{ $closed ->
    [1] {": "}в названный день вы не работаете, это конец последних часов работы перед ним
   *[other] {""}
}. { $heard ->
    [knows] { $name } уже знает.
    [not] { $name } не получает таких уведомлений сразу; срок виден в заявке.
   *[soon] { $name } скоро узнает.
}
done-promise-off = <b>#{ $number }</b>: обещанное время снято.
promise-past = Это время уже прошло. Назовите будущее.
hold-past = Это время уже прошло. Назовите будущее.
time-far = До этого больше трёх лет. Назовите время поближе.
done-hold-until = ⏸ <b>#{ $number }</b> отложена до { $at }.
done-hold-still = ⏸ <b>#{ $number }</b> отложена, как и раньше, до { $at }.
pending-reminder = ⏳ <code>#{ $number }</code> всё ещё ждёт вашего ответа.
setting-act-targets = Применить к открытым
audit-targets = сроки применены к открытым заявкам: { $new }
targets-would = { $n ->
    [0] Ни одна открытая заявка не получит других сроков.
    [1] { $n } открытая заявка получит нынешние сроки{ $late ->
        [0] .
       *[other] ; она сразу будет просрочена.
    }
    [one] { $n } открытая заявка получит нынешние сроки{ $late ->
        [0] .
       *[other] ; просроченных сразу: { $late }.
    }
    [few] { $n } открытые заявки получат нынешние сроки{ $late ->
        [0] .
       *[other] ; просроченных сразу: { $late }.
    }
   *[many] { $n } открытых заявок получат нынешние сроки{ $late ->
        [0] .
       *[other] ; просроченных сразу: { $late }.
    }
}
btn-targets-apply = Применить
targets-applied = { $n ->
    [one] У { $n } открытой заявки теперь нынешние сроки.
    [few] У { $n } открытых заявок теперь нынешние сроки.
   *[many] У { $n } открытых заявок теперь нынешние сроки.
}
targets-off = Сроки не настроены. Настроить: /settings promises

# Чем было нажатие каждой кнопки, в журнале.
press-targets = сроки для открытых заявок
press-still = ещё занимаюсь
