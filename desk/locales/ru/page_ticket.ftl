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
page-same = Похожие, ответ вместе
page-resolver = Кто решил
page-rating = Оценка
page-rating-of = { $n } из 5
page-board = Доска
page-task = открыть задачу
page-form = Вопросы и ответы
page-change = Изменить
page-choose = выберите
page-act = { $what ->
    [hold] Отложить
    [promise] Обещать к
    [still] Сообщить автору: занимаемся
    [escalate] Позвать старшего
    [deescalate] Снять эскалацию
    [hand] Передать
    [subject] О чём
    [category] Тема
    [tags] Метки
    [event] Мероприятие
    [organization] Организация
    [outlet] Точка
    [price] Цена
    [paid] Деньги пришли
    [cause] Причина
    [merge] Объединить с
    [unmerge] Отменить объединение
   *[split] Сделать отдельной заявкой
}
page-organization-open = спрашиваем автора
page-organization-how = часть названия или ИНН; пусто: личная заявка
page-organization-none = Организации «{ $words }» нет. Ничего не изменено. Введите другую часть названия или ИНН.
page-organization-several = Подходит несколько: { $names }. Ничего не изменено. Введите больше букв названия или ИНН.
page-no-outlet = нет
page-equipment = Оборудование: { $n }
page-tags-how = через запятую
page-hold-why = почему; увидит только команда
page-hold-until = до когда (необязательно): пятница, 2 ч
page-promise-how = завтра 14:00, 2 ч; пусто: без обещания
page-escalate-why = почему
page-merge-how = номер, например 42
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
page-clock-state = { $state ->
    [met] в срок, { $spent } из { $target }
    [over] просрочено на { $over }
    [just] просрочено меньше чем на минуту
    [stands] на паузе, { $spent } из { $target }
   *[runs] { $spent } из { $target }
}
page-clock-said = { $which ->
    [first] Первый ответ
   *[solve] Решение
}: прошло { $spent } из { $target }, на паузе { $stood }, пауз: { $stops }{ $state ->
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
page-canned-all = Шаблоны ответов
page-alike = Похожие решённые заявки
page-alike-answer = ответ, который помог, { $at }
page-use = Взять этот текст
page-articles = Подходящие статьи
page-earlier = Прежние заявки автора
page-files-again = Выберите файлы ещё раз.
page-waits-answer-for = ждёт нашего ответа { $time }
page-jumps = Части страницы
page-jump-answer = Ответить
page-answer-how = Ctrl+Enter отправляет. !ключ вставит шаблон ответа, // — заметка для команды. **жирный**, _курсив_, `код` и [ссылка](https://…) станут оформлением.
page-resolved-undo = Решено. Автору пока не сообщили.
