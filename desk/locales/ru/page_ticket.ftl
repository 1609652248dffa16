# Страница одной заявки в панели.
page-waits-answer = ждёт нашего ответа
page-event = Мероприятие
page-no-event = нет
page-promised = Обещано к
page-hold-to = Отложена до
page-cause = Причина
page-no-cause = не указана
page-merged-into = Часть
page-merged = Вместе с
page-same = О том же
page-resolver = Кто решил
page-rating = Оценка
page-rating-of = { $n } из 5
page-board = Доска
page-task = задача
page-form = Спросили и узнали
page-change = Изменить
page-choose = выберите
page-act = { $what ->
    [hold] Отложить
    [promise] Обещать к
    [still] Сказать автору: занимаемся
    [escalate] Позвать старшего
    [deescalate] Старший больше не нужен
    [hand] Передать
    [subject] О чём
    [category] Тема
    [tags] Метки
    [event] Мероприятие
    [cause] Причина
    [merge] Объединить с
    [unmerge] Разъединить
   *[split] Сделать отдельной заявкой
}
page-tags-how = через запятую
page-hold-why = почему; увидит только команда
page-hold-until = до какого времени: пятница, 2 ч
page-promise-how = завтра 14:00, 2 ч; пусто: снять обещание
page-escalate-why = почему
page-merge-how = номер
page-wrong-time = Такого времени я не знаю. Вот так: 2026-12-01 14:00, завтра 12:00, пятница, 2 ч
page-wrong-number = Это не номер. Вот так: 42
page-too-many-tags = Слишком много меток: можно не больше { $n }.
page-no-such-text = Этого текста больше нет. Выберите другой.
page-meanwhile = Пока вы писали, ответили: { $names }. Ничего не отправлено: прочитайте и отправьте своё, если оно ещё нужно.
page-news = С тех пор как вы открыли страницу, написали: { $names }. Набранное на месте.
page-holder-told = Заявку ведёт { $name }, увидит ваш ответ.
page-clocks = Сроки
page-clock = { $which ->
    [first] Первый ответ
   *[solve] Решение
}
page-clock-state = { $state ->
    [met] вовремя, { $spent } из { $target }
    [over] просрочено на { $over }
    [just] просрочено меньше чем на минуту
    [stands] стоит, { $spent } из { $target }
   *[runs] { $spent } из { $target }
}
page-clock-said = { $which ->
    [first] Первый ответ
   *[solve] Решение
}: прошло { $spent } из { $target }, стояло { $stood }, остановок: { $stops }{ $state ->
    [over] , просрочено на { $over }
    [just] , просрочено меньше чем на минуту
   *[no] {""}
}
page-clock-due = срок { $at }
page-clock-stands = часы стоят
page-clock-stood = Стояло { $time }, остановок: { $n }; показано штриховкой.
page-history = История
page-history-none = Пока ничего не произошло.
page-newer = Новее
page-older = Старше
page-said-before = раньше:
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
   *[lost] не удалось получить
}
page-canned-all = Заготовки
page-alike = Решено раньше
page-alike-answer = что помогло, { $at }
page-use = Взять этот текст
page-articles = Подходящие статьи
page-earlier = Раньше от автора
page-files-again = Файлы выберите заново.
page-waits-answer-for = ждёт нашего ответа { $time }
page-jumps = Части заявки
page-jump-answer = Ответить
page-answer-how = Ctrl+Enter отправляет, !ключ — заготовка, // остаётся внутри. **жирный**, _курсив_, `код` и [ссылка](https://…) станут оформлением.
page-resolved-undo = Решено. Автору пока ничего не сказано.
