btn-send = Отправить сейчас
btn-cancel = Отменить
btn-new = Новая заявка
btn-this-is-new = Это новая заявка
btn-take = Взять
btn-take-number = Взять #{ $number }
btn-open-number = Открыть #{ $number }
btn-undo = Отменить действие
btn-open = Открыть
btn-pending = Ждём ответа
btn-progress = В работу
btn-hold = Отложить
btn-resolve = Решено
btn-release = Вернуть
btn-hand = Передать
btn-board = Доска ↗
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
btn-nowhere = Никуда
btn-queue = Очередь
btn-release-all = Вернуть все
btn-release-none = Оставить
btn-admit = Впустить
btn-dismiss = Убрать: { $name }
btn-next = ▸
btn-previous = ◂
btn-person = { $name }
btn-category = { $name }
btn-priority = { $sign } { $name }
btn-answer-there = Да, ответить в #{ $number }
btn-language = { $name }
btn-admit-named = Впустить: { $name }
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
btn-unblock = Разблокировать: { $name }
btn-retry = Повторить № { $job }
btn-subject = Переименовать
btn-list = { $which ->
    [all] Все
    [open] Открытые
    [waiting] Ждут вас
   *[closed] Закрытые
}
