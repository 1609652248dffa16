# Страница панели «Сейчас» и то, что окружает каждую страницу.
page-day = { $weekday ->
    [d1] понедельник
    [d2] вторник
    [d3] среда
    [d4] четверг
    [d5] пятница
    [d6] суббота
   *[d7] воскресенье
}, { $date }
page-urgent = просрочено или срок в ближайшие полчаса: { $n }
page-live = на связи
page-cut-off = Нет связи с { $at }. Страница показывает этот момент и пробует подключиться снова.
page-try-now = Подключиться сейчас
page-theme = Светлая или тёмная тема
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
    [0] Открытых заявок нет.
   *[other] Открытых заявок: { $n }, всеми занимаются.
} Страница обновляется сама.
page-trouble = { $what ->
    [quiet] Тихая копия за { $at }: она ничего не принимает и не отправляет.
    [recovery] Восстановлено из копии за { $at }: сообщения придержаны, пока всё не сверено.
    [board] Todoist не отвечает. Изменения сохранены здесь и появятся там позже; Telegram и панель работают. Администраторам сообщили в { $at }.
    [telegram] Telegram не отвечает. Ответы сохранены здесь и уйдут по порядку. Администраторам сообщили в { $at }.
    [poll] Telegram не отвечает с { $at }. Сообщения людей ждут там, ответы сохранены здесь и уйдут по порядку.
    [hung] Бот завис в { $at }. Сообщения ждут, ничего не потеряно. Оператор может перезапустить бота.
    [gone] Бот не запущен. Сообщения ждут, ничего не потеряно. Оператор может его запустить.
    [token] Telegram с { $at } не принимает токен бота. Сообщения ждут здесь и в Telegram. Оператор может исправить BOT_TOKEN и перезапустить бота.
    [mail] Почта не работает с { $at }. Письма ждут в ящике, ответы ждут здесь.
    [work] Часть работы ждёт: нужная служба не запущена. Всё сохранено. Администраторам сообщили в { $at }.
    [backup] Резервной копии слишком долго нет. Администраторам сообщили в { $at }.
   *[inbox] Бот не успевает. Сообщения людей сохранены и придут позже. Администраторам сообщили в { $at }.
}
page-today = Сегодня
page-by-hour = по часам
page-hours-said = Сегодня новых { $filed }, решено { $solved }{ $usual ->
    [none] {""}
   *[known] , обычно к этому часу новых { $usual }
}
page-hours-came = новые
page-hours-solved = решены
page-hours-usual = обычное число новых в этот день недели
page-hour = Час
page-as-table = Показать таблицей
page-wall = На большой экран
page-event-day = день { $n }
page-first-answer = Первый ответ
page-first-answer-rest = медиана; у 90 %: { $time }
page-first-answer-waits = в том числе { $n } без ответа
page-just = Только что
page-just-filed = новая заявка
page-just-said = { $kind ->
    [comment] сообщение
    [reply] ответ
   *[note] заметка
}
page-just-held = агент: { $name }
page-just-released = возвращена в очередь
page-just-priority = приоритет: { $priority }
page-just-rated = { $n ->
    [one] { $n } звезда
    [few] { $n } звезды
   *[many] { $n } звёзд
}
page-just-promised = обещано к { $at }
page-just-unpromised = обещанное время снято
page-just-escalated = эскалация
page-hand = Передать #{ $number }
page-hand-over = Передать
page-do-next = Действие
page-ring = Сообщить ещё раз о #{ $number }
page-ring-again = Сообщить ещё раз
page-rang = всем сообщили { $ago }
page-call = Позвать старшего к #{ $number }
page-narrow = Показать
page-narrow-none = Все
page-narrow-nothing = Среди них ничего не требует внимания.
