# Правила: что служба поддержки делает сама, когда с заявкой что-то происходит.
rule-actor = Правило «{ $rule }»
rule-notice = ⚙️ <code>#{ $number }</code> «{ $subject }». Правило: { $rule }{ $has_words ->
    [yes] { "\u000A" }{ $words }
   *[no] { "" }
}
rule-often = ⚠️ Правило «{ $rule }» сработало { $most } раз { $number ->
    [0] за минуту
   *[other] на заявке <code>#{ $number }</code> за десять минут
}. Оно по-прежнему включено: остальное сделает постепенно. Посмотрите /rules.
rule-failed = ⚠️ Правило «{ $rule }» не смогло { rule-did }. Остальное сделано. Посмотрите /rules.
closed-by-rule = ☑️ <code>#{ $number }</code> закрыта. Если помощь ещё нужна, просто напишите сюда.
rule-closed-yours = ☑️ Правило закрыло <code>#{ $number }</code>.
escalated-rule = 🔺 <code>#{ $number }</code> «{ $subject }»: нужен старший. Так велит правило «{ $reason }».
history-escalated_rule = эскалация по правилу { $new }
history-rule = сработало правило: { $new }
title-rules = <b>Правила</b>
none-rules = Правил пока нет. Правило само делает что-то с заявкой, например сообщает старшим, когда она становится критической.
rules-how = Правила срабатывают сверху вниз. { $panel ->
    [yes] Создать и изменить их можно в панели.
   *[no] Чтобы создать своё, нужна панель или API.
}
rule-runs = { $n ->
    [0] За 30 дней не сработало ни разу.
    [one] За 30 дней сработало { $n } раз.
    [few] За 30 дней сработало { $n } раза.
   *[many] За 30 дней сработало { $n } раз.
}
rule-was-often = ⚠️ Правило срабатывало очень часто ({ $at }). Остальное оно сделало постепенно.
rule-has-failed = ⚠️ В последний раз не удалось { $did }. Возможно, удалили то, что для этого нужно.
rule-newer = Это правило создано в более новой версии pulldesk. Эта версия не может ни показать, ни выполнить его.
btn-rule = { $on ->
    [yes] ✅
   *[no] ▫️
} { $name }
btn-do-rules-on = Включить
btn-do-rules-off = Выключить
btn-do-rules-up = ↑ Поднять выше
rules-ready-added = Добавлено. Все примеры выключены: откройте пример, чтобы включить.
rules-ready-there = Все примеры уже в списке. Ничего не добавлено.
column-rules = Правило
column-rules-event = Когда
btn-new-rules-ready = Добавить примеры
rule-line-when = <b>Когда</b> { $words }
rule-line-if = <b>Если</b> { $words }
rule-line-then = <b>То</b> { $words }
rule-when = { $event ->
    [filed] приходит заявка
    [requester_message] пишет автор
    [team_message] отвечает команда
    [status] меняется статус
    [priority] меняется приоритет
    [topic] меняется тема
    [assigned] меняется ответственный
    [escalated] заявку передают старшим
    [rated] автор ставит оценку
    [due_soon] срок скоро выйдет
    [overdue] срок вышел
    [organization] заявка относится к организации
    [customer] о клиенте что-то известно
    [no_answer_team] команда не отвечает { $length }
    [no_answer_requester] автор не отвечает { $length }
    [hourly] начинается новый час
   *[daily] на часах { $time } ({ $days })
}
rule-every-day = каждый день
rule-event = { $event ->
    [filed] Пришла заявка
    [requester_message] Написал автор
    [team_message] Ответила команда
    [status] Изменился статус
    [priority] Изменился приоритет
    [topic] Изменилась тема
    [assigned] Изменился ответственный
    [escalated] Заявку передали старшим
    [rated] Автор поставил оценку
    [due_soon] Срок скоро выйдет
    [overdue] Срок вышел
    [organization] Заявка относится к организации
    [customer] О клиенте что-то известно
    [no_answer_team] Команда давно не отвечает
    [no_answer_requester] Автор давно не отвечает
    [hourly] Каждый час
   *[daily] Каждый день в заданное время
}
rule-field = { $field ->
    [status] Статус
    [priority] Приоритет
    [topic] Тема
    [label] Метка
    [assignee] Ответственный
    [organization] Организация
    [event] Мероприятие
    [channel] Канал
    [words] Слова
    [hours] Рабочее время
    [author] Кто написал
    [person_label] Метка клиента
    [account] Поле данных
    [field] Поле заявки
   *[stars] Оценка
}
rule-condition = { $negated ->
    [yes] { $field }, кроме: { $values }
   *[no] { $field }: { $values }
}
rule-named = { $n ->
    [0] { $does }
   *[other] { $asked } → { $does }
}
rule-value = { $value ->
    [open] рабочее
    [closed] нерабочее
    [requester] автор
    [client] коллега автора
    [staff] команда
    [system] никто (автоматически)
    [leads] старшие
    [assignee] ответственный
    [group] группа команды
   *[none] нет
}
rule-stars = { $n ->
    [1] ★
    [2] ★★
    [3] ★★★
    [4] ★★★★
   *[5] ★★★★★
}
rule-removed-value = удалено
rule-did = { $did ->
    [topic] указать тему
    [priority] указать приоритет
    [move_up] поднять в очереди
    [add_label] добавить метку
    [remove_label] убрать метку
    [assign] назначить ответственного
    [send_card] прислать карточку
    [escalate] передать заявку старшим
    [canned] отправить шаблон ответа
    [note] написать заметку
    [notify] сообщить людям
    [webhook] вызвать вебхуки
    [hold] отложить заявку
    [field] заполнить поле
    [time] записать потраченное время
   *[close] закрыть заявку
}
rule-done = { $did ->
    [topic] тема
    [priority] приоритет
    [move_up] выше в очереди
    [add_label] добавлена метка
    [remove_label] убрана метка
    [assign] ответственный
    [send_card] прислана карточка
    [escalate] эскалация
    [canned] шаблон ответа
    [note] заметка
    [notify] сообщили людям
    [webhook] вебхуки
    [hold] отложена
    [close] закрыта
    [field] поле
    [time] время
   *[other] { rule-did }
}
rule-then = { $did ->
    [topic] указать тему { $value }
    [priority] указать приоритет: { $value }
    [add_label] добавить метку { $value }
    [remove_label] убрать метку { $value }
    [assign] назначить: { $value }
    [send_card] первыми прислать карточку: { $to }
    [canned] отправить шаблон ответа { $value }
    [note] написать заметку: { $value }
    [notify] сообщить: { $to }
    [time] записать время: { $value }
   *[other] { rule-did }{ $shows ->
        [length] { "" } на { $value }
        [value] : { $value }
       *[nothing] { "" }
    }
}
rule-name-wrong = Дайте правилу название не длиннее { $longest } знаков. Ничего не сохранено.
rule-actions-missing = Правило пока ничего не делает. Добавьте хотя бы одно действие. Ничего не сохранено.
rule-parts-many = У правила не больше { $most } условий и { $most } действий. Ничего не сохранено.
rule-wait-wrong = Укажите время от одной минуты до 60 дней. Ничего не сохранено.
rule-time-wrong = Укажите время суток, например 09:30. Ничего не сохранено.
rule-condition-wrong = В условии «{ rule-field }» значения нет или такого не бывает. Ничего не сохранено.
rule-above = Правило не может { rule-did }: вам самим это нельзя. Ничего не сохранено.
rule-action-wrong = Правило не может { rule-did }: значения нет, оно занято или удалено. Ничего не сохранено.
rules-many = Правил уже { $most }. Сначала удалите одно. Ничего не сохранено.
no-such-rule = Этого правила больше нет.
rule-unknown = Это правило создано в более новой версии pulldesk. Включить его можно в ней.
rule-person-gone = Этого человека больше нет в команде.
rule-canned-gone = Этого шаблона ответа больше нет.
rule-canned-missing = В этом шаблоне ответа назван срок, а у заявки его нет.
ready-rule-critical = Критическая: сообщить старшим
ready-rule-urgent = Срочные слова: высокий приоритет
ready-rule-words = срочно, авария, всё встало, горит
ready-rule-rating = Низкая оценка: сообщить старшим
ready-rule-label-rating = низкая-оценка
ready-rule-untaken = Час без ответственного: сообщить старшим
ready-rule-hours = Нерабочее время: метка
ready-rule-label-hours = нерабочее-время
ready-rule-overdue = Срочная и просрочена: передать старшим
ready-rule-silent = Автор молчит три дня: напомнить агенту
ready-rule-hold = Отложена: напоминать агенту по утрам
audit-rule-added = добавлено правило { $new }
audit-rule-changed = изменено правило { $old } → { $new }
audit-rule-on = включено правило { $new }
audit-rule-off = выключено правило { $new }
audit-rule-moved = { $object } поднято: { $old } → { $new }
audit-rule-removed = удалено правило { $old }
menu-rules = Правила
