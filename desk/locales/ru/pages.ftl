# Страницы веб-панели.
page-pages = Страницы
page-now = Сейчас
page-tickets = Заявки
page-search = Номер или слова
page-sign-out = Выйти
page-skip = К содержанию
page-sign-in = Вход
page-sign-in-how = Бот спросит вас в Telegram. Ваше имя здесь подскажет /panel.
page-your-name = @username или Telegram id
page-ask = Спросить меня в Telegram
page-too-often = Слишком много попыток отсюда. Подождите минуту и попробуйте снова.
page-compare = Выберите этот код в Telegram
page-compare-how = Если вы в команде, бот прислал вам несколько кодов. Нажмите тот, что показан здесь. Код действует { $minutes } мин. Если ничего не пришло, отправьте боту /panel и в течение 2 минут начните здесь заново.
page-sign-in-over = Этот код больше не действует. Запросите новый.
page-sign-in-stale = Страница была открыта слишком долго. Нажмите ещё раз.
page-sign-in-not-yet = Вход ещё не открыт. Сначала нажмите этот код в Telegram.
page-go-on = Я нажал код, дальше
page-again = Начать заново
page-over = { $which ->
    [first] Первый ответ просрочен на { $time }
    [solve] Решение просрочено на { $time }
    [promised] Обещанное просрочено на { $time }
   *[any] просрочено на { $time }
}
page-left = { $which ->
    [first] Первый ответ через { $time }
    [solve] Решение через { $time }
    [promised] Обещано через { $time }
   *[any] осталось { $time }
}
page-late = Просрочены
page-untaken = Никто не взял
page-waiting = Ждут нашего ответа
page-filed-today = Новых сегодня
page-solved-today = Решено сегодня
page-needs = Требуют внимания
page-nothing-needs = Сейчас ничего не требует внимания.
page-why = { $why ->
    [late] Просрочены
    [soon] Срок в ближайшие полчаса
    [untaken] Никто не взял
    [waiting] Ждут нашего ответа
    [escalated] Позвали старшего
   *[failed] Не доставлено
}
page-number = №
page-subject = О чём
page-requester = Автор
page-status = Статус
page-priority = Приоритет
page-category = Тема
page-came = Откуда
page-agent = Агент
page-due = Срок
page-last = Последнее слово
page-nobody = никто
page-turning = Листать
page-load = Нагрузка
page-load-of = { $n ->
    [one] { $n } человек, заявок: { $held }
    [few] { $n } человека, заявок: { $held }
   *[other] { $n } человек, заявок: { $held }
}
page-load-line = в работе: { $works }, ждут нас: { $waits }, ждут автора: { $pending }, отложены: { $held }
page-load-kind = { $kind ->
    [works] в работе
    [waits] ждут нас
    [pending] ждут автора
   *[held] отложены
}
page-holds-nothing = ничего не взято
page-away = нет на месте
page-away-until = нет на месте до { $at }
page-free = на месте
page-found = { $n ->
    [one] { $n } заявка
    [few] { $n } заявки
   *[other] { $n } заявок
}
page-found-more = и ещё более старые
page-found-closed = и ещё { $n } среди закрытых
page-filter = Отбор
page-state-open = Открытые
page-state-all = Все
page-any-priority = Любой приоритет
page-any-category = Любая тема
page-no-category = без темы
page-any-event = Любое мероприятие
page-without-event = без мероприятия
page-any-agent = Любой агент
page-only-late = Просрочены
page-show = Показать
page-none-found = Таких заявок нет.
page-facts = О заявке
page-filed = Подана
page-hold = Отложена:
page-escalated = Позвали старшего
page-tags = Метки
page-set = Поставить
page-thread = Переписка
page-entries = { $n ->
    [one] { $n } запись
    [few] { $n } записи
   *[other] { $n } записей
}
page-edited = изменено
page-inside = остаётся внутри
page-delivery = { $state ->
    [sent] доставлено
    [waiting] отправляется
    [blocked] автор заблокировал бота
    [failed] не доставлено
   *[none] не отправлялось
}
page-answer-label = Ответить: { $name }
page-as-note = Заметка для команды, остаётся внутри
page-send = Отправить
page-say-something = Отправлять нечего.
page-too-long = Слишком длинно: можно не больше { $n } знаков.
page-do = { $verb ->
    [claim] Взять
    [ring] Позвать всех ещё раз
    [release] Вернуть
    [progress] В работу
    [pending] Ждём ответа
    [resolve] Решено
   *[reopen] Открыть снова
}
page-select = Выбрать
page-select-one = Выбрать #{ $number }
page-bulk = Сделать с выбранными
page-bulk-verb = { $verb ->
    [claim] Взять
    [release] Вернуть
    [resolve] Решено
    [unresolve] Отменить решение
    [priority-1] Приоритет: критический
    [priority-2] Приоритет: высокий
    [priority-3] Приоритет: средний
   *[priority-4] Приоритет: низкий
}
page-bulk-counts = сделано: { $done }, не сделано: { $refused }
page-bulk-became = Что с ней стало
page-bulk-ok = сделано
page-bulk-none = Ничего не выбрано.
page-settings = Настройки
page-settings-search = Слова из настройки
page-settings-none = Такой настройки нет.
page-setting = Настройка
page-setting-value = Сейчас
page-setting-default = По умолчанию
page-setting-by-default = по умолчанию { $value }
page-setting-as-default = как по умолчанию
page-setting-groups = Группы настроек
page-setting-changed = Последнее изменение
page-setting-undo = Отменить последнее изменение
page-canned = Вот что значит !{ $word }. Посмотрите и отправьте.
page-refused = { $status ->
    [400] Это слишком много за один раз, или это не понято. Ничего из этого не отправлено.
    [401] Вход в панель закончился: ничего из этого не отправлено.
    [403] Эта форма не с открытой у вас страницы или устарела. Вернитесь, обновите страницу и попробуйте ещё раз.
    [404] Здесь ничего нет, или это не для вас.
    [405] Так это не открыть.
    [408] Это шло слишком медленно: ничего не отправлено. Попробуйте ещё раз.
    [413] Это слишком много за один раз: ничего из этого не отправлено.
    [429] Слишком часто. Подождите минуту и попробуйте ещё раз.
    [503] Сейчас приходит слишком много сразу: ничего из этого не отправлено. Попробуйте через несколько секунд.
   *[other] Часть присланного не понята.
}
page-refused-head = Так не получилось
page-typed-back = Вот что вы написали, скопируйте:
page-refused-back = На первую страницу
page-sent-twice = Эта форма уже отправлялась: второй раз ничего не создано. То, что показывается один раз, было в первом ответе; если вы его не видели, попросите новое.
page-stands-now = Сейчас: { $value }
