# Мероприятия, которым служба помогает в отдельные дни.
event-welcome = Это служба поддержки мероприятия «{ $name }». Просто напишите, что случилось, дежурные посмотрят.
events-none = Мероприятий нет.
event-attendance = { $n } { $n ->
    [one] участник
    [few] участника
   *[other] участников
}
event-requests = { $n } { $n ->
    [one] заявка
    [few] заявки
   *[other] заявок
}
event-per-hundred = { $n } на сотню участников
event-made =
    Мероприятие «{ $name }» добавлено под именем <code>{ $slug }</code>. К нему относятся заявки, поданные по этой ссылке, а в его дни, если других мероприятий нет, — и все остальные:
    { $link }
event-removed = Мероприятие «{ $name }» удалено. Его заявки остались как были.
event-id-set = Теперь id «{ $name }» на платформе — { $id }.
event-attendance-set = «{ $name }»: { $n } { $n ->
    [one] участник
    [few] участника
   *[other] участников
}.
event-attendance-read = Мероприятий в файле: { $events }, всего { $n } { $n ->
    [one] участник
    [few] участника
   *[other] участников
}.
done-event = <code>#{ $number }</code> теперь относится к «{ $name }».
done-event-set = #{ $number } теперь относится к мероприятию.
done-event-none = <code>#{ $number }</code> больше не относится к мероприятию.
card-event = Мероприятие: { $name }
btn-event = Мероприятие
btn-event-choice = { $name }
btn-event-none = Никакое
history-event = мероприятие: { $old } → { $new }
events-compared = Сравнение мероприятий
events-taking-part = Участники
events-per-hundred = Заявок на сотню участников
events-solved-by = Кто решал
events-others = остальные
events-too-few = Доли меньше чем от десяти заявок не показаны.
events-drawing = Рисую график, сейчас пришлю.
events-none-begun = Ни одно мероприятие ещё не началось: сравнивать нечего.
btn-events-compare = Сравнить
usage-event = Какая заявка и какое мероприятие? Например: /event 42 khakaton-kazan. Все мероприятия: /event
usage-event-new = Название в кавычках и дни, например: /event new "Хакатон Казань" 1-3 декабря
usage-event-attendance = Сколько участников? Например: /event attendance khakaton-kazan 250. Или пришлите файл CSV с подписью: /event attendance
usage-event-remove = Какое мероприятие? Например: /event remove khakaton-kazan. Все мероприятия: /event
event-name-long = Название — от 1 до 60 знаков.
event-ends-first = Конец раньше начала. Например: 1-3 декабря
event-too-long = Мероприятие длится не дольше года.
event-years = Дни мероприятия — в годах с { $first } по { $last }.
event-new-needs = Новому мероприятию нужны название и первый день.
event-removed-before = Мероприятие «{ $name }» удалили. Вернуть его может админ.
event-id-wrong = Id на платформе — одно слово до 64 знаков. Например: /event id khakaton-kazan 4711
event-id-taken = Этот id на платформе уже у «{ $name }».
no-such-event = Мероприятия «{ $name }» нет. Все мероприятия: /event
attendance-columns = Первая строка файла — «event,attendance» (число для каждого мероприятия) или «event,participant» (строка на каждого участника). Ничего не изменилось.
attendance-cells = Строка { $line }: нужно ровно два столбца. Ничего не изменилось.
attendance-unknown-event = Строка { $line }: мероприятия «{ $name }» нет. Ничего не изменилось.
attendance-number = Строка { $line }: в столбце attendance нужно целое число до 10 000 000. Ничего не изменилось.
attendance-person = Строка { $line }: в столбце participant нужно от 1 до 100 знаков. Ничего не изменилось.
attendance-twice = Строка { $line }: число для этого мероприятия уже есть. Ничего не изменилось.
attendance-empty = Под первой строкой файла ничего нет. Ничего не изменилось.
attendance-not-utf8 = Строка { $line }: это не текст в UTF-8. Сохраните файл как «CSV UTF-8» и пришлите ещё раз. Ничего не изменилось.
attendance-too-large = Файл слишком большой: можно до 5 МБ и до 100 000 строк. Ничего не изменилось.
file-read-failed = Не получилось скачать файл из Telegram. Пришлите его ещё раз чуть позже.
file-read-too-large = Файл слишком большой. Ничего не изменилось.
audit-event-made = добавлено мероприятие { $new }
audit-event-removed = удалено мероприятие { $old }
audit-event-restored = возвращено мероприятие { $new }
audit-event-changed = изменено мероприятие: { $old } → { $new }
audit-event-id-set = id мероприятия { $object } на платформе: { $old } → { $new }
audit-event-attendance = число участников мероприятия { $object }: { $old } → { $new }
event-days-wrong = Напишите дни так: 1-3 декабря или 2026-12-01..03, или один день: 25.12.
title-events = <b>Мероприятия</b>
none-events = Мероприятий здесь нет.
column-events = Мероприятие
column-events-days = Дни
column-events-slug = Короткое имя
column-events-figures = Участники и заявки
field-events-name = Название
field-events-name-help = Его видят авторы, до 60 знаков. Ссылка и короткое имя не меняются.
field-events-days = Дни
field-events-days-help = Первый и последний день, по времени службы: 1-3 декабря. Поданные заявки остаются у своего мероприятия.
field-events-attendance = Участники
field-events-attendance-help = Число заменит список участников. Сразу для нескольких мероприятий пришлите файл CSV с подписью /event attendance.
field-events-id = Id на платформе
field-events-id-help = Одно слово до 64 знаков: по нему эти числа соединяются с числами вашей платформы.
btn-do-events-remove = Удалить
btn-do-events-restore = Вернуть
btn-new-events-event = Новое мероприятие
admin-new-events-event = Ответьте на это сообщение: сначала дни, потом название. Например:
    2026-12-01..03 Хакатон Казань
event-attendance-wrong = Нужно число не больше десяти миллионов, например 250.

# Чем было нажатие каждой кнопки, в журнале.
press-eventscmp = сравнить мероприятия
press-event = указать мероприятие
