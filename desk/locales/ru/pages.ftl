# Страницы панели.
page-pages = Страницы
page-now = Сейчас
page-tickets = Заявки
page-search = Поиск заявок
page-sign-out = Выйти
page-skip = К содержанию страницы
page-sign-in = Вход
page-sign-in-how = Бот попросит подтвердить вход в Telegram. Нет имени пользователя? По команде /panel он подскажет ваш id.
page-your-name = @username или Telegram id
page-ask = Спросить меня в Telegram
page-too-often = Слишком много попыток. Подождите минуту и попробуйте снова.
page-compare = Нажмите этот код в Telegram
page-compare-how = Если вы в команде, бот прислал вам несколько кодов. Нажмите тот, что показан здесь. Код действует { $minutes } мин. Если ничего не пришло, отправьте боту /panel и в течение 2 минут начните здесь заново.
page-sign-in-over = Код истёк. Запросите новый.
page-sign-in-stale = Страница была открыта слишком долго. Нажмите кнопку ещё раз.
page-sign-in-not-yet = Вход пока не выполнен. Сначала нажмите этот код в Telegram.
page-go-on = Код нажат, дальше
page-again = Начать заново
page-over = { $which ->
    [first] Первый ответ просрочен на { $time }
    [solve] Решение просрочено на { $time }
    [promised] Обещанное время прошло { $time } назад
   *[any] просрочено на { $time }
}
page-left = { $which ->
    [first] До срока первого ответа { $time }
    [solve] До срока решения { $time }
    [promised] До обещанного времени { $time }
   *[any] осталось { $time }
}
page-late = Просрочены
page-untaken = Никто не взял
page-waiting = Ждут нашего ответа
page-filed-today = Новых сегодня
page-solved-today = Решено сегодня
page-needs = Требуют внимания
page-needs-once = каждая заявка один раз, по самой важной причине
page-nothing-needs = Сейчас ничего не требует внимания.
page-why = { $why ->
    [late] Просрочены
    [soon] Срок в ближайшие полчаса
    [untaken] Никто не взял
    [waiting] Ждут нашего ответа
    [escalated] Эскалация
   *[failed] Не доставлено
}
page-number = №
page-subject = О чём
page-requester = Автор
page-status = Статус
page-priority = Приоритет
page-category = Тема
page-answer-way = Как отвечать
page-answer-way-is = { $way ->
    [phone] по телефону
   *[email] по электронной почте
}
page-came = Канал
page-came-from = { $system }{ $there ->
    [1] {", ответы читают там"}
   *[other] {""}
}
page-agent = Агент
page-due = Срок
page-last = Последнее сообщение
page-nobody = никто
page-turning = Номера страниц
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
page-holds-nothing = нет заявок
page-load-idle = Без заявок:
page-away = нет на месте
page-away-until = нет на месте до { $at }
page-free = на месте
page-found = { $n ->
    [one] { $n } заявка
    [few] { $n } заявки
   *[other] { $n } заявок
}
page-found-more = { $n }+ заявок{ $sorted ->
    [1] , отсортированы последние { $n }
   *[other] {""}
}
page-found-closed = и ещё { $n } среди закрытых
page-filter = Фильтр
page-filter-drop = убрать этот фильтр
page-filter-clear = Сбросить фильтр
page-state-open = Открытые
page-state-all = Все
page-any-priority = Любой приоритет
page-any-category = Любая тема
page-no-category = без темы
page-any-event = Любое мероприятие
page-without-event = без мероприятия
page-any-agent = Любой агент
page-only-late = Только просроченные
page-show = Показать
page-client-open = { $n ->
    [0] Открытых заявок нет
    [one] { $n } открытая заявка
    [few] { $n } открытые заявки
   *[other] { $n } открытых заявок
}
page-client-late = { $n ->
    [one] { $n } просрочена
   *[other] { $n } просрочено
}
page-client-answered = последний ответ { $at }, { $name }
page-client-rated = последняя оценка { $stars } ★
page-none-found = Таких заявок нет.
page-facts = О заявке
page-filed = Подана
page-hold = Отложена:
page-escalated = Эскалация
page-tags = Метки
page-copy = Копировать
page-copied = Скопировано
page-save = Сохранить
page-thread = Переписка
page-entries = { $n ->
    [one] { $n } запись
    [few] { $n } записи
   *[other] { $n } записей
}
page-edited = изменено
page-inside = заметка, видит только команда
page-answer-label = Ответ: { $name }
page-as-note = Заметка для команды
page-send = Отправить
page-fill-in = Это поле не может быть пустым. Ничего не изменено.
page-say-something = Сообщение пустое. Сначала напишите что-нибудь.
page-too-long = Текст слишком длинный: помещается не больше { $n } знаков.
page-do = { $verb ->
    [claim] Взять
    [ring] Сообщить всем ещё раз
    [whosemail] Проверить отправителя
    [copies] Отвечать и тем, кто в копии
    [towriter] Сделать автором того, чьё письмо переслали
    [tosender] Сделать автором того, кто переслал
    [nocopies] Отвечать только автору
    [release] Вернуть в очередь
    [progress] В работу
    [pending] Ждать автора
    [resolve] Решить
   *[reopen] Открыть снова
}
page-select = Выбрать
page-select-one = Выбрать #{ $number }
page-bulk = Изменить выбранные заявки
page-bulk-verb = { $verb ->
    [claim] Взять
    [release] Вернуть в очередь
    [hand] Передать
   *[resolve] Решено
}
page-bulk-done = { $verb ->
    [claim] Взято заявок: { $n }.
    [release] Возвращено в очередь: { $n }.
    [hand] Передано заявок: { $n }. Кому: { $to }.
    [resolve] Решено заявок: { $n }.
    [priority] Приоритет изменён у заявок: { $n }. Теперь он { $to }.
   *[undo] Отменено для заявок: { $n }.
}
page-bulk-left = Не изменено заявок: { $n }
page-bulk-none = Заявки не выбраны.
page-settings = Настройки
page-more-pages = Ещё
page-settings-search = Найти настройку
page-settings-none = Таких настроек нет.
page-setting-groups = Группы настроек
page-setting-changed = Последнее изменение
page-setting-undo = Отменить последнее изменение
page-canned = Это текст !{ $word }. Проверьте и отправьте.
page-refused = { $status ->
    [400] Слишком много за один раз, или это не удалось прочитать. Ничего не отправлено.
    [401] Вход в панель закончился, ничего не отправлено. Войдите и попробуйте ещё раз.
    [403] Форма устарела, ничего не отправлено. Вернитесь, обновите страницу и попробуйте ещё раз.
    [404] Такой страницы нет, или у вас нет к ней доступа.
    [405] Этот адрес нельзя открыть напрямую. Вернитесь и нажмите кнопку.
    [408] Связь слишком медленная, ничего не отправлено. Попробуйте ещё раз.
    [413] Слишком много за один раз, ничего не отправлено. Отправьте меньше.
    [429] Слишком много попыток. Подождите минуту и попробуйте ещё раз.
    [503] Служба поддержки сейчас перегружена, ничего не отправлено. Попробуйте через несколько секунд.
    [address] Часть этого адреса не удалось прочитать.
   *[other] Часть отправленного не удалось прочитать. Вернитесь и проверьте форму.
}
page-refused-ticket = Заявки #{ $number } нет, или у вас нет к ней доступа.
page-refused-head = Так не получилось
page-typed-back = Скопируйте то, что вы написали:
page-refused-back = Перейти на первую страницу
page-refused-section = Открыть: { $page }
page-told-once = Токен или ссылка показываются только один раз. Если вы их не видели, создайте новые.
page-stands-now = Сейчас: { $value }
