# Когда команда на месте: отлучки, смены, темы, кого зовут к заявке.

away-until = Вы отошли до { $until }: раньше новых карточек не будет. Вернуться скорее — /back.
away-until-holding = Вы отошли до { $until }. У вас { $n ->
    [one] { $n } заявка
    [few] { $n } заявки
   *[many] { $n } заявок
}.
back-by-itself = Время вышло, вы снова на месте. { $n ->
    [0] Никто не ждёт.
    [one] Ждёт { $n } заявка.
    [few] Ждут { $n } заявки.
   *[many] Ждут { $n } заявок.
}
usage-away = Например: /away 14:00, /away 2ч, /away до пятницы, не больше 31 дня; или /away, пока не скажете /back.
btn-away = { $until ->
    [hour] На час
    [two] На два часа
   *[tomorrow] До завтра
}
btn-back = Я на месте
staff-away-until = нет на месте до { $until }
person-away-until = { $name } (нет до { $until })
setting-merge-above = Новых заявок до общей карточки
setting-merge-above-effect = Если за десять минут новых заявок больше, их карточки приходят одним сообщением. Для шести агентов; с командой растёт, ведь каждому приходит меньше карточек.
setting-called-first = Сколько зовём сначала
setting-called-first-effect = Если на месте больше шести, новая карточка приходит стольким, через минуту ещё стольким же, потом всем. Меньше — тише у каждого, больше — заявку возьмут раньше.
setting-hand-limit = Заявок на руках
setting-hand-limit-effect = Кто взял больше, узнаёт об этом, но заявка остаётся за ним.
hand-over-limit = Теперь у вас заявок: { $n }; принято держать не больше { $most }.

# Коллега, для администраторов; темы; смены.
btn-member-away = { $until ->
    [back] На месте
    [two] Не будет два часа
    [tomorrow] Не будет до завтра
   *[open] Нет на месте
}
away-by = { $by }: отметка, что вас нет на месте. Новых карточек не будет, пока не нажмёте /back.
away-until-by = { $by }: отметка, что вас нет до { $until }. Вернуться скорее — /back.
back-by = { $by }: отметка, что вы на месте. Новые карточки снова приходят.
member-there = на месте
member-holding = На руках: { $n }
member-holding-of = { $name } { $n }
member-no-category = без темы
member-topics = Темы: { $names }
member-no-topics = нет
member-shifts = Смены: { $own ->
    [1] свои
   *[0] часы работы
}
btn-member = ◂ Назад
btn-member-tickets = Заявки: { $n }
btn-member-topics = Темы
btn-member-sessions = Завершить сеансы панели ({ $n })
btn-member-shifts = Смены
btn-team = ◂ Команда
move-which = Какие заявки передать? У { $name } их { $n }.
btn-move-all = Все: { $n }
btn-move-some = { $name }: { $n }
move-whither = Куда передать заявки ({ $name })?
btn-move-queue = В очередь
move-sure-to = { $name } → { $to }: { $n ->
    [one] уйдёт { $n } заявка
    [few] уйдут { $n } заявки
   *[many] уйдут { $n } заявок
}. Авторы узнают об этом как о любой передаче.
move-sure-queue = { $name }: { $n ->
    [one] { $n } заявка вернётся
    [few] { $n } заявки вернутся
   *[many] { $n } заявок вернутся
} в очередь, и смена снова об этом узнает.
btn-move-sure = Да, передать: { $n }
moved = Передано: { $n }{ $stayed ->
    [0] .
   *[other] ; не получилось: { $stayed }.
}
topics-title = Мои темы
topics-title-of = { $name }: темы
topics-now = Выбрано: { $names }
topics-effect = Когда на смене многие, карточки этих тем приходят к вам первыми. Ничего не выбрано — все темы наравне.
topics-none = Тем пока нет: администратор добавит их командой /categories add название.
btn-topic = { $name }
btn-topic-on = ✓ { $name }
topic-set-by = { $by }: ваши темы изменены: { $name } { $on ->
    [1] теперь среди них
   *[0] больше не среди них
}.
shifts-title = <b>Мои смены</b>
shifts-title-of = <b>{ $name }: смены</b>
shifts-none = Не заданы: часы работы.
shifts-how = Нажмите день и ответьте часами. Или напишите: /shifts пн-пт 9-18, /shifts 25.12 нет.
shifts-how-of = Нажмите день и ответьте часами.
shifts-more = Без смен — часы работы.
shifts-copy = У кого неделя будет такой же ({ $name })? Она заменит прежнюю.
shifts-empty = В ближайшие семь дней в часы работы никого нет на смене:
shifts-empty-none = В ближайшие семь дней в часы работы всегда кто-то на смене.
shifts-desk-hours = часы работы
shifts-set-by = { $by }: ваши смены изменены. Посмотреть — /shifts.
shift-off = выходной
shift-ask = Когда у вас смена { $day ->
    [d0] по понедельникам
    [d1] по вторникам
    [d2] по средам
    [d3] по четвергам
    [d4] по пятницам
    [d5] по субботам
   *[d6] по воскресеньям
}? Ответьте на это сообщение: например, 9-18, или 22-6 через полночь, или «нет». Сейчас: { $now }.
shift-ask-of = Когда смена { $day ->
    [d0] по понедельникам
    [d1] по вторникам
    [d2] по средам
    [d3] по четвергам
    [d4] по пятницам
    [d5] по субботам
   *[d6] по воскресеньям
} ({ $name })? Ответьте на это сообщение: например, 9-18, или 22-6 через полночь, или «нет». Сейчас: { $now }.
shift-set = Записал.
shift-wrong = Нужны часы: 9-18, или 8-12, 13-17, или 22-6 через полночь, или «нет».
usage-shifts = Например: /shifts, /shifts пн-пт 9-18, /shifts 25.12 нет
weekday = { $day ->
    [d0] пн
    [d1] вт
    [d2] ср
    [d3] чт
    [d4] пт
    [d5] сб
   *[d6] вс
}
btn-weekday = { $day ->
    [d0] Пн
    [d1] Вт
    [d2] Ср
    [d3] Чт
    [d4] Пт
    [d5] Сб
   *[d6] Вс
}
btn-shifts-clear = Без смен
btn-shifts-copy = Так же у…
btn-shifts-empty = Часы без смены
btn-shifts-week = ◂ Неделя
audit-member-away = отметка «нет на месте»: { $object }, до: { $new }
audit-member-back = отметка «на месте»: { $object }
audit-tickets-moved = передано заявок ({ $object }): { $old }, { $new ->
    [queue] в очередь
   *[other] { $new }
}
audit-topic-set = темы ({ $object }): { $old } → { $new }
audit-shifts-set = смены ({ $object }), { $old }: { $new }
audit-shifts-copied = неделя как у { $new }: { $object }

# Спросить коллегу.
usage-ask = Например: /ask 42 @Иван знаете, в чём дело? — или /ask 42 знаете, в чём дело? и затем кнопка.
ask-whom = Записал для своих. Кого спросить?
ask-alone = Записал для своих. Больше в команде спросить некого.
ask-nobody = Никого в команде так не зовут. Без имени /ask 42 текст предложит всех.
ask-several = В команде так зовут нескольких. Без имени /ask 42 текст предложит всех.
asked = Вопрос о #{ $number } ушёл: { $name }. Ответ придёт вам, автор не увидит ни того, ни другого.
asked-away = Вопрос о #{ $number } ушёл: { $name } (сейчас нет на месте). Ответ придёт вам, автор не увидит ни того, ни другого.
asked-away-until = Вопрос о #{ $number } ушёл: { $name } (нет на месте до { $until }). Ответ придёт вам, автор не увидит ни того, ни другого.
asked-unreachable = Вопрос о #{ $number } записан: { $name } (бот заблокирован). Дойдёт, когда блокировку снимут.
asked-you = { $name } спрашивает вас. Ответьте на это сообщение, его увидит только команда.
placed-by-clock = { $name } не уточняет, к какой заявке это относится.
remark-asked-away = { $name }: сейчас нет на месте, прочтёт позже.
remark-asked-nobody = Никого в команде так не зовут: вопрос никому не ушёл.
remark-asked-several = В команде так зовут нескольких: вопрос никому не ушёл.
ask-yourself = Это вы сами: /note 42 текст сохранит для своих.

# Как команда узнаёт новости.
hear-title = Как сообщать? Нажатие меняет: со звуком, без звука, не сообщать.
hear-always = Слова людей в ваших заявках и то, что ждёт вашего нажатия, приходят всегда. Выключенное остаётся в заявке.
hear-line = { $news ->
    [cards] Новые заявки
    [changes] Что другие делают с вашими заявками
    [reminders] Напоминания
    [team] Команда (кто пришёл, ушёл, связал аккаунт)
    [board] Доска (тормоз, неполадки)
   *[desk] Работа (что не вышло или ждёт слишком долго)
}: { $how ->
    [silent] без звука
    [off] не сообщать
   *[sound] со звуком
}
btn-hear = { $news ->
    [cards] Новые заявки
    [changes] Изменения
    [reminders] Напоминания
    [team] Команда
    [board] Доска
   *[desk] Работа
} → { $how ->
    [silent] без звука
    [off] выкл
   *[sound] звук
}
btn-own-news = Мои собственные заявки
audit-hearing-set = новости: { $old } → { $new }
setting-group-notices = Сообщения
setting-team-notices-to = О команде: кому
setting-team-notices-to-effect = Кто пришёл, ушёл или связал аккаунт, узнают эти люди; никто не выбран — все администраторы.
setting-team-notices-in-group = О команде — в группу
setting-team-notices-in-group-effect = Вместо этого узнаёт группа команды.
setting-board-notices-to = О доске: кому
setting-board-notices-to-effect = О тормозе и неполадках доски узнают эти люди; никто не выбран — все администраторы.
setting-board-notices-in-group = О доске — в группу
setting-board-notices-in-group-effect = Вместо этого узнаёт группа команды.
setting-desk-notices-to = О работе: кому
setting-desk-notices-to-effect = Что не вышло или ждёт слишком долго, узнают эти люди; никто не выбран — все администраторы.
setting-desk-notices-in-group = О работе — в группу
setting-desk-notices-in-group-effect = Вместо этого узнаёт группа команды.
setting-group-created = Группа команды: новые заявки
setting-group-created-effect = Группа команды узнаёт о каждой новой заявке.
setting-group-edited = Группа команды: изменённые заявки
setting-group-edited-effect = Группа команды узнаёт, что автор переименовал заявку или исправил свои слова.
setting-group-closed = Группа команды: завершённые заявки
setting-group-closed-effect = Группа команды узнаёт, что заявку завершила команда или молчание.
setting-group-closed-by-requester = Группа команды: завершил автор
setting-group-closed-by-requester-effect = Группа команды узнаёт, что автор подтвердил решение или отменил заявку.
group-edited = Автор изменил #{ $number }: { $subject }
