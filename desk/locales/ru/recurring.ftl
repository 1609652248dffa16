# Повторяющиеся заявки: создаются по расписанию.
setting-recurring = Повторяющиеся заявки
setting-recurring-effect = Руководители планируют повторяющуюся работу, и каждый раз создаётся заявка. Выключено: заявки не создаются, пропущенное потом не догоняется.
recurring-off = Повторяющиеся заявки выключены. Администратор может включить их: /settings recurring on
title-recurring = <b>Повторяющиеся заявки</b>
none-recurring = Повторяющихся заявок нет.
column-recurring = Название
column-recurring-rhythm = Когда
column-recurring-client = Клиент
column-recurring-next = Следующая
field-recurring-subject = Название
field-recurring-subject-help = Название каждой заявки, до 200 символов. Клиент видит её в своём списке.
field-recurring-rhythm = Когда
field-recurring-rhythm-help = Например: каждый понедельник в 9; раз в 2 недели по пятницам; последний рабочий день месяца; каждый квартал; каждый год 25 декабря. Рабочие дни — по часам работы и особым дням.
field-recurring-words = Заметка
field-recurring-words-help = Что нужно сделать, до 4000 символов. Это станет заметкой для команды в каждой заявке. Пусто: без заметки.
field-recurring-steps = Шаги
field-recurring-steps-help = Каждая строка — шаг заявки, не больше 30. На доске это подзадачи. Пусто: шагов нет.
field-recurring-client = Клиент
field-recurring-client-help = Автор или организация: полное имя или номер заявки автора. Бот ничего им не пишет, пока команда не ответит. Пусто: внутренняя заявка.
field-recurring-topic = Тема
field-recurring-topic-help = Приоритет берётся от неё, если здесь не выбран другой.
field-recurring-priority = Приоритет
field-recurring-priority-help = Приоритет каждой заявки. Не выбран: как у темы.
field-recurring-labels = Метки
field-recurring-labels-help = Через запятую, не больше десяти. Пусто: без меток.
field-recurring-assignee = Кто ведёт
field-recurring-assignee-help = Получает каждую заявку. Никто или ушёл из команды: о ней сообщают, как о любой новой.
field-recurring-what = Когда и что
field-recurring-what-help = Когда, двоеточие и суть: каждый понедельник в 9: Проверить копии
btn-do-recurring-pause = Приостановить
btn-do-recurring-resume = Продолжить
btn-do-recurring-remove = Удалить
btn-do-recurring-restore = Вернуть
btn-new-recurring-request = Новая повторяющаяся заявка
admin-new-recurring-request = Ответьте на это сообщение: когда, двоеточие и суть. Например:
    каждый понедельник в 9: Проверить резервные копии
    последний рабочий день месяца: Отправить отчёт
recurring-topic-none = Без темы
recurring-priority-none = Как у темы
recurring-assignee-none = Никто
recurring-client-none = внутренняя
recurring-next = Следующая: { $at }
recurring-next-none = приостановлена
recurring-removed = Удалена. Созданные заявки остались.
recurring-last = Последняя: #{ $number }
recurring-unclear = Непонятно, когда. Ничего не изменено. Примеры: каждый понедельник в 9; последний рабочий день месяца; каждый квартал
recurring-never = В ближайшие три года такого дня нет. Ничего не изменено.
recurring-usage = Напишите когда, двоеточие и суть. Пример: каждый понедельник в 9: Проверить копии
recurring-subject-wrong = В названии от 1 до 200 символов. Ничего не изменено.
recurring-words-long = В заметке до { $most } символов. Ничего не изменено.
recurring-steps-wrong = Шагов может быть до { $most }, в каждом до 200 символов. Ничего не изменено.
recurring-labels-wrong = Меток может быть десять, до 60 символов каждая. Ничего не изменено.
recurring-client-unknown = Нет автора или организации с таким именем. Ничего не изменено. Можно прислать номер заявки автора.
recurring-client-several = С именем { $name } есть несколько. Ничего не изменено. Пришлите номер заявки того, кого имеете в виду.
recurring-many = Повторяющихся заявок может быть { $most }. Ничего не изменено; сначала удалите одну.
recurring-stopped-client = Приостановлена: клиент заблокирован, удалён или стёрт.
recurring-refused = «{ $subject }» приостановлена: создать заявку не удалось. Проверьте и возобновите: /recurring
recurring-stopped = «{ $subject }» приостановлена: клиент заблокирован, удалён или стёрт. Выберите другого: /recurring
recurring-person = Плановые работы
recurring-actor = Повторяющаяся заявка
remark-recurring-late = Заявка должна была появиться { $at }, но сервер тогда не работал.
remark-recurring-missed = Пока сервер не работал, заявка должна была появиться { $n } { $n ->
    [one] раз
    [few] раза
   *[many] раз
}, последний раз { $at }. Заявка на всё это одна.
audit-recurring-added = добавлена повторяющаяся заявка
audit-recurring-changed = изменена повторяющаяся заявка
audit-recurring-removed = удалена повторяющаяся заявка
audit-recurring-restored = возвращена повторяющаяся заявка
rhythm-at = { $rhythm } в { $clock }
rhythm-since = { $rhythm } с { $day }
rhythm-days = { $n ->
    [1] каждый день
    [one] раз в { $n } день
    [few] раз в { $n } дня
   *[many] раз в { $n } дней
}
rhythm-working = каждый рабочий день
rhythm-weeks = { $n ->
    [1] по { $days }
    [one] раз в { $n } неделю по { $days }
    [few] раз в { $n } недели по { $days }
   *[many] раз в { $n } недель по { $days }
}
rhythm-year = каждый год { $day }
rhythm-months = { $which } { $n ->
    [1] каждого месяца
    [3] каждого квартала
    [6] каждого полугодия
    [12] каждого года
   *[other] раз в { $n } месяца
}
rhythm-last-day = в последний день
rhythm-day-number = { $n }-го
rhythm-numbered = { $n ->
    [one] { $days } числа
   *[other] { $days } числа
}
rhythm-working-number = в { $n }-й рабочий день
rhythm-place-m = { $place ->
    [1] первый
    [2] второй
    [3] третий
    [4] четвёртый
   *[other] последний
}
rhythm-place-f = { $place ->
    [1] первую
    [2] вторую
    [3] третью
    [4] четвёртую
   *[other] последнюю
}
rhythm-place-n = { $place ->
    [1] первое
    [2] второе
    [3] третье
    [4] четвёртое
   *[other] последнее
}
rhythm-working-day = рабочий день
rhythm-placed = в { $place } { $day }
rhythm-and = { $first } и { $last }
rhythm-weekday = { $day ->
    [d0] понедельник
    [d1] вторник
    [d2] среду
    [d3] четверг
    [d4] пятницу
    [d5] субботу
   *[d6] воскресенье
}
rhythm-weekdays = { $day ->
    [d0] понедельникам
    [d1] вторникам
    [d2] средам
    [d3] четвергам
    [d4] пятницам
    [d5] субботам
   *[d6] воскресеньям
}
