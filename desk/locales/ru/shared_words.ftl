# Маленькие слова, из которых состоят остальные тексты.
duration-minutes = { $n } мин
duration-hours = { $n } ч
duration-days = { $n ->
    [one] { $n } день
    [few] { $n } дня
   *[many] { $n } дней
}
ago-now = только что
ago-yesterday = вчера
ago = { $duration } назад
moment-day = { $day } { $month ->
    [m1] янв
    [m2] фев
    [m3] мар
    [m4] апр
    [m5] мая
    [m6] июн
    [m7] июл
    [m8] авг
    [m9] сен
    [m10] окт
    [m11] ноя
   *[m12] дек
}
moment-date = { $date }, { $clock }
moment-date-year = { $date } { $year }, { $clock }
# Статус, как его читает команда, и как — автор заявки.
status-staff = { $status ->
    [new] новая
    [assigned] взята
    [in_progress] в работе
    [pending] ждём ответа
    [on_hold] отложена
    [resolved] решена
    [closed] закрыта
    [reopened] открыта снова
   *[cancelled] отменена
}
status-requester = { $status ->
    [new] ждёт свободного дежурного
    [assigned] взята
    [in_progress] в работе
    [pending] ждём вас
    [on_hold] отложена
    [resolved] решена, подтвердите
    [closed] закрыта
    [reopened] открыта снова
   *[cancelled] отменена
}
status-draft = пишется
priority-name = { $priority ->
    [1] критический
    [2] высокий
    [3] средний
   *[4] низкий
}
role-name = { $role ->
    [admin] администратор
    [agent] агент
    [trainee] стажёр
    [senior] старший агент
    [reviewer] ревизор качества
    [manager] руководитель
   *[requester] автор
}
language-name = Русский
the-board = Доска
the-clock = Ответа не было
# Сообщения без текста.
kind-photo = Фото
kind-document = Файл
kind-document-named = Файл { $name }
kind-video = { $time ->
    [none] Видео
   *[other] Видео, { $time }
}
kind-animation = Анимация
kind-audio = Аудио
kind-voice = { $time ->
    [none] Голосовое сообщение
   *[other] Голосовое сообщение, { $time }
}
kind-video_note = { $time ->
    [none] Видеосообщение
   *[other] Видеосообщение, { $time }
}
kind-sticker = Стикер
subject-location = Место на карте: { $latitude }, { $longitude }
content-location = Место на карте: { $latitude }, { $longitude } https://www.openstreetmap.org/?mlat={ $latitude }&mlon={ $longitude }#map=17/{ $latitude }/{ $longitude }
content-venue = Место: { $title }, { $address }
subject-contact = Контакт: { $name }
content-contact = Контакт: { $name }, { $phone }
content-poll = Опрос: { $question }
content-dice = { $emoji } { $value }
content-game = Игра: { $title }
content-story = История (откройте её в Telegram)
content-deleted = (удалено: срок хранения истёк)
content-checklist = Список дел: { $title }
content-invoice = Счёт: { $title }
content-paid_media = Платное вложение (до нас оно не доходит)
content-giveaway = Розыгрыш
forwarded-from = { $name ->
    [none] другой человек:
   *[other] от { $name }:
}
content-unknown = То, что мы пока не умеем показать ({ $kind })
count-photos = { $n } фото
count-files = { $n ->
    [one] { $n } файл
    [few] { $n } файла
   *[many] { $n } файлов
}
count-stickers = { $n ->
    [one] { $n } стикер
    [few] { $n } стикера
   *[many] { $n } стикеров
}
count-voices = { $n ->
    [one] { $n } голосовое
    [few] { $n } голосовых
   *[many] { $n } голосовых
}
count-videos = { $n } видео
