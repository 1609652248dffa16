# Всё, что было с заявкой, для команды: по строке на изменение.
history-title = <b>#{ $number }</b> { $subject } · история
history-empty = Пока ничего не было.
history-line = <b>{ $at }</b> { $who }: { $change }
history-who = { $name } ({ $door })
history-door = { $origin ->
    [telegram] Telegram
    [todoist] доска
    [panel] панель
    [group] группа
    [forward] пересланное сообщение
    [mail] почта
    [import] перенос истории
    [clock] автоматически
   *[api] API
}
history-nobody = ни у кого
history-on-board = у кого-то на доске
history-none = нет
history-quoted = «{ $words }»
history-filed = отправлена команде: { $new }
history-status = { $old } → { $new }
history-assignee = у кого: { $old } → { $new }
history-priority = приоритет: { $old } → { $new }
history-category = тема: { $old } → { $new }
history-subject = название: { $old } → { $new }
history-tags = метки: { $old } → { $new }
history-rating = оценка: { $new }
history-hold_reason = почему отложена: { $old } → { $new }
history-barred = заявки больше не принимаются: { $new }
history-wording = изменено; раньше: { $old }
history-overdue = срок прошёл: { $new }
history-reminded = напомнили: { $new }
history-other = { $field }: { $old } → { $new }
history-completed = завершена
history-uncompleted = открыта снова
history-lost = не применилось: позже изменили по-другому: { $field ->
    [status] { $new }
    [assignee] у кого: { $new }
    [priority] приоритет { $new }
    [subject] название { $new }
    [labels] тема { $new }
   *[other] { $field } { $new }
}
# Под исправленным сообщением.
thread-earlier = раньше: «{ $words }»
history-in = Время в статусах: { $times }
history-with = Время у агентов: { $times }
history-time = { $name } { $clock }{ $work ->
    [none] { "" }
   *[other] { " " }({ $work } рабочего времени)
}
history-somebody = кто-то
