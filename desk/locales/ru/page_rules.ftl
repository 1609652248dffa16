# Страницы правил в панели.
page-rules = Правила
page-rule-new = Новое правило
page-rule-of-label = Создать правило для метки «{ $label }»
page-rule-name = Название
page-rule-name-made = Если пусто – по содержанию
page-rule-when = Когда
page-rule-if = Если
page-rule-if-how = Должно выполняться всё. Из нескольких значений одного условия достаточно одного.
page-rule-then = То
page-rule-event = Событие
page-rule-wait = Как долго
page-rule-length = На сколько
page-rule-unit = Единица времени
page-rule-units = { $unit ->
    [minutes] мин
    [hours] ч
   *[days] дн
}
page-rule-time = Время
page-rule-comparison = Сравнение
page-rule-is = { $negated ->
    [yes] кроме
   *[no] одно из
}
page-rule-words = Через запятую
page-rule-text = Что им написать (можно пусто)
page-rule-add-condition = Добавить условие
page-rule-add-action = Добавить действие
page-rule-try = Проверить
page-rule-try-how = Вы увидите, что правило сделало бы за последние 30 дней, и сможете сохранить его.
page-rule-tried = Если бы правило работало
page-rule-would = { $n ->
    [0] За последние 30 дней оно не сработало бы ни разу. Проверено событий: { $events }.
    [few] За последние 30 дней оно сработало бы { $n } раза, заявок: { $tickets }. Проверено событий: { $events }.
   *[other] За последние 30 дней оно сработало бы { $n } раз, заявок: { $tickets }. Проверено событий: { $events }.
}
page-rule-would-now = { $n ->
    [0] Сейчас оно не сработало бы ни на одной открытой заявке.
   *[other] Сейчас оно сработало бы на открытых заявках: { $n } из { $events }.
}
page-rule-cut = Просмотрены только последние события: { $most }.
page-rule-not-saved = Ничего не изменено, и правило ещё не сохранено.
page-rule-save = Сохранить
page-rule-save-on = Сохранить и включить
page-rule-save-off = Сохранить выключенным
page-rule-remove-what = Правило перестанет действовать. Сделанное им в заявках останется. Вернуть правило нельзя.
page-rule-state = { $on ->
    [yes] включено
   *[no] выключено
}
page-rule-receivers = { $group ->
    [ticket] По заявке и команде
    [role] Все с ролью
    [person] Люди
   *[topic] Агенты этой темы
}
