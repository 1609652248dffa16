# Страница одной заявки в панели.
page-waits-answer = ждёт нашего ответа
page-event = Мероприятие
page-no-event = нет
page-promised = Обещано к
page-hold-to = Отложена до
page-cause = Причина
page-no-cause = не указана
page-merged-into = Объединена с
page-merged = Объединены сюда
page-same = Похожие
page-same-of = из { $n }
page-resolver = Кто решил
page-rating = Оценка
page-rating-of = { $n } из 5
page-board = Доска
page-task = открыть задачу
page-form = Вопросы и ответы
page-organization-open = спрашиваем автора
page-organization-none = Организации «{ $words }» нет. Ничего не изменено. Введите другую часть названия или ИНН.
page-organization-several = Подходит несколько: { $names }. Ничего не изменено. Введите больше букв названия или ИНН.
page-no-outlet = нет
page-equipment = Оборудование: { $n }
page-wrong-time = Не удалось прочитать время. Например: 2026-12-01 14:00, завтра 12:00, пятница, 2 ч
page-wrong-number = Это не номер. Например: 42
page-too-many-tags = Слишком много меток: у заявки может быть { $n }.
page-no-such-text = Этого текста больше нет. Выберите другой.
page-meanwhile = Пока вы писали, ответили: { $names }. Ничего не отправлено. Прочитайте и отправьте своё, если оно ещё подходит.
page-news = Новое с тех пор, как вы открыли страницу: { $names }. Набранное сохранено.
page-holder-told = Заявку ведёт { $name } и узнает о вашем ответе.
page-clocks = Сроки
page-clock = { $which ->
    [first] Первый ответ
   *[solve] Решение
}
page-clock-told = Карточка у { $n ->
    [one] { $n } человека
   *[other] { $n } человек
} с { $at }. Кому напоминали, видно ниже в истории.
page-clock-state = { $state ->
    [met] в срок: прошло { $spent }, срок { $target }
    [over] просрочено на { $over }
    [just] просрочено меньше чем на минуту
    [stands] на паузе: прошло { $spent }, срок { $target }
   *[runs] прошло { $spent }, срок { $target }
}
page-clock-said = { $which ->
    [first] Первый ответ
   *[solve] Решение
}: прошло { $spent }, срок { $target }, на паузе { $stood }, пауз: { $stops }{ $state ->
    [over] , просрочено на { $over }
    [just] , просрочено меньше чем на минуту
   *[no] {""}
}
page-clock-due = срок { $at }
page-clock-stands = время на паузе
page-clock-stood = На паузе { $time }, пауз: { $n }; показано штриховкой.
page-history = История
page-history-none = Изменений пока нет.
page-newer = Новее
page-older = Старше
page-said-before = прежняя версия:
page-entry-acts = Отделить
page-file-kind = { $kind ->
    [photo] Фото
    [video] Видео
    [animation] Анимация
    [audio] Аудио
    [voice] Голосовое сообщение
    [video_note] Видеосообщение
    [sticker] Стикер
   *[document] Файл
}
page-file-lack = { $lack ->
    [too_large] слишком велик для другой стороны
   *[lost] не удалось скачать
}
page-canned-all = Шаблоны
page-canned-acts = Ответ ещё и { $acts }
reply-acts-later = Отложенный ответ уходит без действий. Ничего не запланировано. Снимите галочку с действий или отправьте ответ сейчас.
page-canned-others = На другом языке ({ $n })
page-alike = Похожие решённые заявки
page-alike-answer = ответ, который помог, { $at }
page-use = Взять этот текст
page-attach = Вставить в ответ
page-merge-into = Объединить с #{ $number }
page-runbooks = Как это делает команда
page-runbook-open = Открыть статью
page-step-tick = { $done ->
    [0] Отметить сделанным
   *[1] Снять отметку
}
page-articles = Подходящие статьи
page-earlier = Другие заявки автора
page-files-again = Выберите файлы ещё раз.
page-waits-answer-for = ждёт нашего ответа { $time }
page-jumps = Части страницы
page-answer-how = Ctrl+Enter отправляет. { $canned ->
    [yes] !ключ вставит шаблон ответа, //
   *[no] //
} — заметка для команды. **жирный**, _курсив_, `код` и [ссылка](https://…) станут оформлением.
page-act = { $what ->
    [still] Сообщить автору: занимаемся
    [escalate] Позвать старшего
    [deescalate] Снять эскалацию
    [hand] Передать
    [price] Цена
    [paid] Деньги пришли
    [unmerge] Отменить объединение
   *[split] Сделать отдельной заявкой
}
page-menu = { $what ->
    [hold] Отложить
    [promise] Обещать время
    [escalate] Позвать старшего
    [subject] Изменить заголовок
    [tags] Изменить метки
    [event] Выбрать мероприятие
    [organization] Выбрать организацию
    [outlet] Выбрать точку
    [price] Назначить цену
    [cause] Указать причину
    [aside] Переслать почтой
    [reader] Кому копии ответов
    [time] Записать время
    [retime] Исправить время
    [field] Заполнить поле
   *[merge] Объединить с другой
}
page-field = { $what ->
    [reason] Почему
    [until] До когда
    [at] Когда
    [subject] О чём
    [tags] Метки
    [event] Мероприятие
    [called] Организация
    [outlet_id] Точка
    [amount] Цена
    [cause] Причина
    [copy] Копии
    [aside] Адрес
    [aside-more] Что уйдёт
    [typed] Адрес
    [field] Поле
    [value] Значение
    [spent] Время
    [billable] Оплата
    [entry] Запись
   *[into] Номер заявки
}
page-go = { $what ->
    [hold] Отложить
    [promise] Обещать
    [escalate] Позвать
    [price] Назначить
    [aside] Отправить
    [merge] Объединить
    [time] Записать
   *[save] Сохранить
}
page-go-not = Отмена
page-more = Другие действия
page-aside-how = Уйдёт только это. Ответ станет здесь заметкой; автор заявки не видит ни того, ни другого.
page-hint-reason = Увидит только команда.
page-hint-until = Необязательно. В это время придёт напоминание. Пятница, 2 ч
page-hint-at = Завтра 14:00, 2 ч. Пусто: без обещания.
page-hint-into = Заявка того же автора, например 42. Эта закроется, и написанное в неё попадёт туда.
page-hint-called = Часть названия или ИНН. Пусто: личная заявка.
page-hint-tags = Через запятую
page-answer-takes = Ответив, вы возьмёте заявку себе.
page-inside-how = Заметку увидит только команда.
page-preview = Просмотр
page-preview-of = { $name } увидит:
page-preview-team = Команда увидит:
page-file-remove = Убрать { $name }
page-send-and = { $verb ->
    [pending] Отправить и ждать
   *[resolve] Отправить и решить
}
page-send-note = Добавить заметку
page-way = { $n } из { $of }
page-way-name = Заявки списка
page-way-back = К списку
page-way-previous = Предыдущая заявка
page-way-next = Следующая заявка
page-answer-undo = Ответ ещё не ушёл.
page-step-undo = { $status ->
    [same] Действия выполнены.
    [pending] Теперь ждём автора.
    [on_hold] Отложено.
    [resolved] Решено.
   *[in_progress] Теперь в работе.
} { $answers ->
    [0] Автору пока не сообщили.
   *[other] Ответ ещё не ушёл.
}
page-thread-show = Показать
page-thread-of = { $which ->
    [all] Всё
    [requester] С автором
   *[notes] Заметки
}
page-thread-no-notes = Заметок здесь нет.
