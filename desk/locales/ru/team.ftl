# /staff: команда, один коллега, передача заявок.
staff-away-until = нет на месте до { $until }
person-away-until = { $name } (нет до { $until })
setting-staffing-hours = Часов на заявки у человека
setting-staffing-hours-effect = Сколько часов в неделю один человек занят заявками. Тогда отчёт о команде говорит, сколько людей нужно на следующей неделе. Выключено: не говорит.
setting-hand-limit = Заявок у агента
setting-hand-limit-effect = Агент, который взял больше, узнаёт об этом. Заявка остаётся у него.
hand-over-limit = Теперь у вас заявок: { $n }. Рекомендуется не больше { $most }.
btn-member-away = { $until ->
    [back] На месте
    [two] Не будет два часа
    [tomorrow] Не будет до завтра
   *[open] Нет на месте
}
member-there = на месте
member-holding = Заявки: { $n }
member-holding-of = { $name } { $n }
member-no-category = без темы
member-topics = Темы: { $names }
member-no-topics = нет
member-shifts = Смены: { $own ->
    [1] свои
   *[0] часы работы
}
btn-member = ‹ Назад
btn-member-tickets = Заявки: { $n }
btn-member-topics = Темы
btn-member-sessions = Завершить сеансы панели ({ $n })
btn-member-shifts = Смены
btn-team = ‹ Команда
move-which = { $name }: заявок { $n }. Какие передать?
btn-move-all = Все: { $n }
btn-move-some = { $name }: { $n }
move-whither = Куда передать заявки ({ $name })?
btn-move-queue = В очередь
move-sure-to = { $name } → { $to }: { $n ->
    [one] уйдёт { $n } заявка
    [few] уйдут { $n } заявки
   *[many] уйдут { $n } заявок
}. Авторы узнают об этом, как при любой передаче.
move-sure-queue = { $name }: { $n ->
    [one] { $n } заявка вернётся
    [few] { $n } заявки вернутся
   *[many] { $n } заявок вернутся
} в очередь, карточки придут тем, кто на месте.
btn-move-sure = Да, передать: { $n }
moved = Передано: { $n }{ $stayed ->
    [0] .
   *[other] ; не получилось: { $stayed }.
}
audit-member-away = отметка «нет на месте»: { $object }, до: { $new }
audit-member-back = отметка «на месте»: { $object }
audit-tickets-moved = передано заявок ({ $object }): { $old }, { $new ->
    [queue] в очередь
   *[other] { $new }
}
btn-admit = Впустить
btn-dismiss = Исключить: { $name }
btn-admit-named = Впустить: { $name }
person-away = { $name } (нет на месте)
staff-title = <b>Команда</b>
staff-line = { $name } · { $role }
staff-by-setting = роль из ADMIN_IDS
staff-away = нет на месте
staff-blocked = бот заблокирован
staff-not-started = чата с ботом ещё нет
staff-linked = на доске: { $name }
staff-waiting = хочет в команду, роль: { $role }
staff-holding = заявок: { $n }
staff-board-open = ⚠️ На доске отвечать без проверки может любой участник проекта, в том числе стажёр или ревизор с непривязанного аккаунта. Чтобы пускать только привязанных: /settings board_members_only on
staff-invite = Ссылка для { $role ->
    [admin] нового администратора
    [trainee] нового стажёра
    [senior] нового старшего агента
    [reviewer] нового ревизора качества
    [manager] нового руководителя
   *[agent] нового агента
} ({ $name }) действует до { $until }.

# Чем было нажатие каждой кнопки, в журнале.
press-admit = впустить администратора
press-dismiss = исключить из команды
press-psessions = завершить сеансы коллеги в панели
press-staff = список команды
press-person = открыть коллегу
press-paway = отметить коллегу: нет на месте или на месте
press-moves = выбрать заявки для передачи
press-move = передать заявки
