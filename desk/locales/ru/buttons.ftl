# Кнопки заявок и вопросов и как их нажатия называет журнал.
btn-send = Отправить сейчас
btn-cancel = Отменить
btn-state = Статус
btn-new = Новая заявка
btn-this-is-new = Это новая заявка
btn-take = Взять
btn-take-number = Взять #{ $number }
btn-open-number = Открыть #{ $number }
btn-copy-number = Скопировать #{ $number }
btn-copy-link = Скопировать ссылку
btn-undo = Отменить действие
btn-open = Открыть
btn-pending = Ждём ответа
btn-progress = В работу
btn-hold = Отложить
btn-resolve = Решено
btn-release = Вернуть
btn-hand = Передать
btn-board = Доска ↗
btn-reopen-number = Открыть #{ $number } снова
btn-about-rating = Это об оценке
btn-about-number = Это о #{ $number }
btn-close-it = Да, закрыть
btn-keep-open = Нет, оставить
btn-wrote-mail = Да, это я
btn-wrote-no-mail = Нет, не я
btn-whosemail = Проверить отправителя
btn-reopen = Открыть снова
btn-yes = Да, спасибо
btn-no = Ещё нет
btn-solved = Решено
btn-not-needed = Уже не нужно
btn-still-needed = Ещё нужно
btn-not-now = Не сейчас
btn-skip = Пропустить
btn-star = { $n ->
    [1] ★
    [2] ★★
    [3] ★★★
    [4] ★★★★
   *[5] ★★★★★
}
btn-history = История
btn-thread = Вся переписка
btn-add = Дописать
btn-number = #{ $number }
btn-ticket = #{ $number } { $subject }
btn-ticket-of = #{ $number } { $name }
btn-ticket-about = #{ $number } { $name } · { $subject }
btn-own = Моя заявка
btn-help = Справка
btn-nowhere = Никуда
btn-queue = Очередь
btn-next = ▸
btn-previous = ◂
btn-person = { $name }
btn-category = { $name }
btn-priority = { $sign } { $name }
btn-answer-there = Да, ответить в #{ $number }
btn-language = { $name }
btn-brake-go = { $kind ->
    [vanish] Закрыть их
    [complete] Да, решены
    [add] Сделать заявками
    [due] Сообщить авторам
   *[other] Отправить
}
btn-brake-undo = { $kind ->
    [comment] Оставить заметками
    [add] Оставить задачами
    [due] Вернуть сроки
   *[other] Вернуть на доску
}
btn-unlink = Отвязать
btn-evict = Убрать из проекта: { $name }
btn-block = Блокировать
btn-subject = Переименовать
btn-list = { $which ->
    [all] Все
    [open] Открытые
    [waiting] Ждут вас
   *[closed] Закрытые
}

# Чем было нажатие каждой кнопки, в журнале.
press-send = отправить
press-cancel = отменить
press-state = узнать статус
press-cat = тема
press-add = дописать
press-subject = переименовать заявку
press-solved = решён ли вопрос
press-claim = взять
press-open = открыть
press-more = ещё кнопки
press-pending = ждём ответа
press-progress = в работу
press-hold = отложить
press-resolve = решено
press-reopen = открыть снова
press-release = вернуть в очередь
press-hand = передать
press-give = передать коллеге
press-prio = приоритет
press-to = выбрать заявку для сообщения
press-thread = вся переписка
press-history = история
