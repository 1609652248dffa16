# Страница «Сейчас» в панели и то, что стоит вокруг каждой страницы.
page-day = { $weekday ->
    [d1] понедельник
    [d2] вторник
    [d3] среда
    [d4] четверг
    [d5] пятница
    [d6] суббота
   *[d7] воскресенье
}, { $date }
page-urgent = просрочены или срок в ближайшие полчаса: { $n }
page-live = на связи
page-cut-off = Нет связи с { $at }. Страница такая, какой была тогда; она пробует снова сама.
page-try-now = Попробовать сейчас
page-theme = Светлая или тёмная
page-more-soon = и ещё { $n } в ближайшие 30 мин
page-oldest = самая старая: { $time }
page-longest = дольше всех: { $time }
page-usually = обычно к этому часу { $n }
page-stars-today = Оценки сегодня
page-stars-of = оценок: { $n }
page-waits-for = ждёт { $time }
page-bare = { $time }
page-longest-wait = Дольше всех
page-all-answered = { $n ->
    [0] Открытых заявок ни у кого нет.
   *[other] Открытых заявок: { $n }, всеми занимаются.
} Страница обновляется сама.
page-trouble = { $what ->
    [board] Todoist ничего не принимает. Изменения хранятся здесь и появятся там сами; Telegram и панель работают. Администраторы знают с { $at }.
    [telegram] Telegram ничего не принимает. Ответы хранятся здесь по порядку и уйдут сами. Администраторы знают с { $at }.
   *[inbox] Бот не успевает. Всё, что пишут люди, сохранено и придёт позже. Администраторы знают с { $at }.
}
page-today = Сегодня
page-by-hour = по часам
page-hours-said = Сегодня новых { $filed }, решено { $solved }{ $usual ->
    [none] {""}
   *[known] , обычно к этому часу новых { $usual }
}
page-hours-came = новые
page-hours-solved = решены
page-hours-usual = обычно новых в этот день недели
page-hour = Час
page-as-table = Показать таблицей
page-wall = На большой экран
page-event-day = день { $n }
page-first-answer = Первый ответ
page-first-answer-rest = медиана; у 90 %: { $time }
page-just = Только что
page-just-filed = новая
page-just-said = { $kind ->
    [comment] сообщение
    [reply] ответ
   *[note] заметка
}
page-just-held = теперь у кого: { $name }
page-just-released = снова ни у кого
page-just-priority = приоритет: { $priority }
page-just-rated = { $n ->
    [one] { $n } звезда
    [few] { $n } звезды
   *[many] { $n } звёзд
}
page-just-promised = обещано к { $at }
page-just-unpromised = обещание снято
page-just-escalated = позвали старшего
page-hand = Передать #{ $number }
page-hand-over = Передать
page-do-next = Что сделать
page-ring = Позвать всех к #{ $number } ещё раз
page-ring-again = Позвать ещё раз
page-rang = все узнали { $ago }
page-call = Позвать старшего к #{ $number }
page-narrow = Какие из них
page-narrow-none = Все
page-narrow-nothing = Среди них ничего не требует внимания.
