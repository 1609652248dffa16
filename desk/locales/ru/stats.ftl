# /stats и /stats me: показатели в картинках.
menu-stats = Показатели в картинке
stats-form = { $form ->
    [now] Открытые заявки
    [volume] Заявки
    [speed] Скорость
    [promises] Сроки
    [people] Команда
    [quality] Качество
    [answers] Ответы
    [trainees] Стажёры
    [assist] Черновики помощника
    [time] Потраченное время
   *[topics] Темы
}
stats-period = { $period ->
    [today] Сегодня
    [yesterday] Вчера
    [week] Неделя
   *[month] Месяц
}
stats-dimension = { $by ->
    [agent] агент
    [category] тема
    [priority] приоритет
    [requester] автор
    [event] мероприятие
    [root_cause] причина
    [organization] организация
    [outlet] точка
    [equipment] оборудование
    [source] источник
    [answer] ответ
    [criterion] критерий
    [hour] час
    [weekday] день недели
    [day] день
    [week] неделя
   *[month] месяц
}
stats-figure-by = { $figure } { $by ->
    [agent] по агентам
    [category] по темам
    [priority] по приоритетам
    [requester] по авторам
    [event] по мероприятиям
    [root_cause] по причинам
    [organization] по организациям
    [outlet] по точкам
    [equipment] по оборудованию
    [source] по источникам
    [answer] по ответам
    [criterion] по критериям
    [hour] по часам
    [weekday] по дням недели
    [day] по дням
    [week] по неделям
   *[month] по месяцам
}
stats-filter = { $by ->
    [agent] агент
    [category] тема
    [priority] приоритет
    [requester] автор
    [event] мероприятие
    [root_cause] причина
    [organization] организация
    [outlet] точка
    [source] источник
    [hour] час
   *[weekday] день недели
}: { $value }
stats-words-agent = агент агенту агенты агентам дежурный дежурному дежурные дежурным
stats-words-category = тема теме темы темам категория категории категориям
stats-words-priority = приоритет приоритету приоритеты приоритетам
stats-words-requester = автор автору авторы авторам
stats-words-event = мероприятие мероприятию мероприятия мероприятиям
stats-words-root_cause = причина причине причины причинам
stats-words-organization = организация организации организациям клиент клиенту клиентам
stats-words-outlet = точка точке точки точкам
stats-words-equipment = оборудование оборудованию
stats-words-source = источник источнику источники источникам
stats-words-hour = час часу часы часам
stats-words-weekday = день-недели дню-недели дни-недели дням-недели деньнедели будни будням
stats-words-day = день дню дни дням
stats-words-week = неделя неделе недели неделям
stats-words-month = месяц месяцу месяцы месяцам
stats-nobody-agent = без агента
stats-nobody-requester = без автора
stats-nobody-category = без темы
stats-nobody-event = без мероприятия
stats-nobody-root_cause = без причины
stats-nobody-organization = без организации
stats-nobody-outlet = без точки
stats-none = нет
stats-source = { $source ->
    [mail] почта
    [import] перенесённая история
    [telegram] Telegram
    [todoist] доска
    [api] API
    [panel] панель
    [group] группы
    [forward] пересланные сообщения
   *[other] { $source }
}
stats-hour = { $hour }:00
stats-me = Мои показатели
stats-seconds = { $n } с
stats-minutes = { $n } мин
stats-hours = { $n } ч
stats-hours-and = { $n } ч { $rest } мин
stats-days = { $n } дн.
stats-days-and = { $n } дн. { $rest } ч
stats-percent = { $n } %
stats-points = { $n } п. п.
stats-decimal = { $whole },{ $tenth }
stats-day = { $day } { $month ->
    [m1] янв.
    [m2] фев.
    [m3] мар.
    [m4] апр.
    [m5] мая
    [m6] июн.
    [m7] июл.
    [m8] авг.
    [m9] сен.
    [m10] окт.
    [m11] ноя.
   *[m12] дек.
}
stats-month = { $month ->
    [m1] янв
    [m2] фев
    [m3] мар
    [m4] апр
    [m5] май
    [m6] июн
    [m7] июл
    [m8] авг
    [m9] сен
    [m10] окт
    [m11] ноя
   *[m12] дек
} { $year }
stats-against = { $days } · раньше: { $before }
stats-against-part = { $days } · раньше: { $before } до { $clock }
stats-at-this-moment = На этот момент
stats-was = было { $value }
stats-same = без изменений
stats-team = команда: { $value }
stats-drawn = { $day }, { $clock }
stats-more-rows = и ещё { $n }
stats-no-rows = Данных нет.
stats-too-few = Доли меньше чем из десяти не показаны: один случай изменил бы их слишком сильно.
stats-team-too-small = Медиана команды видна, когда показатели есть хотя бы у { $n } человек: у двоих она выдала бы коллегу.
stats-drawing = Рисую…
stats-uncounted = { $n ->
    [one] Здесь не учтена ещё { $n } изменённая заявка. На картинке она будет.
    [few] Здесь не учтены ещё { $n } изменённые заявки. На картинке они будут.
   *[other] Здесь не учтено ещё { $n } изменённых заявок. На картинке они будут.
}
stats-nothing = За этот период ({ $days }) данных нет. { $long ->
    [1] Другие дни: /stats 2026-01-01..2026-06-30
   *[other] Возьмите период подлиннее: /stats месяц
}
stats-which-days = За какие дни? Ответьте первым и последним. Например: 01.11.2026..15.11.2026
stats-unknown = По «{ $words }» не нашлось ни показателя, ни вида, ни коллеги. Попробуйте: { $near }.
stats-no-dimension = По «{ $word }» сгруппировать нельзя. Можно по агентам, темам, приоритетам, авторам, мероприятиям, причинам, источникам, часам, дням недели, дням, неделям и месяцам, а если включены организации, то и по организациям, точкам, оборудованию: /stats заявки по темам
stats-no-value = Нет такого значения ({ $by ->
    [agent] агент
    [category] тема
    [priority] приоритет
    [requester] автор
    [event] мероприятие
    [root_cause] причина
    [organization] организация
    [outlet] точка
    [source] источник
    [hour] час
   *[weekday] день недели
}): «{ $value }». Название из нескольких слов возьмите в кавычки: /stats заявки тема="Главный зал"
stats-two-values = С «{ $value }» начинается несколько названий. Напишите название подробнее.
stats-by-what = Перед «по …» нужен показатель. Например: /stats заявки по темам
stats-staffing = На следующей неделе нужно около { $people } чел., в восьми неделях из десяти — от { $low } до { $high }. Заявок в неделю: { $requests }, минут на заявку: { $minutes }, часов у человека: { $hours }. По последним неделям: { $weeks }.
stats-staffing-missing = Сколько людей нужно на следующей неделе, пока сказать нельзя. Нужны полные недели: { $most } и завершённые заявки: { $fewest }; есть { $weeks } и { $finished }.
stats-load = «{ $name }», { $days }. Ожидается заявок: { $requests }, на восьми мероприятиях из десяти — от { $low } до { $high }. Участников: { $n }, заявок на сотню участников: { $each }. По прошлым мероприятиям: { $past }.
stats-load-peak = Самый загруженный день — { $day }. Ожидается заявок: { $requests } (от { $low } до { $high }){ $people ->
    [none] .
   *[other] {", нужно людей:"} { $people }.
}
stats-load-missing = Сколько принесёт следующее мероприятие, пока сказать нельзя. Нужно прошлых мероприятий, где было хотя бы { $least } участников: { $fewest }, есть: { $past }.
stats-load-attendance = Сколько принесёт «{ $name }», пока сказать нельзя. Укажите число участников, например: /event attendance { $slug } 250
stats-load-by-day = «{ $name }»: ожидаемые заявки по дням
stats-load-before = до первого дня
stats-load-after = после последнего дня
stats-load-bar = { $requests } ({ $low }–{ $high }){ $people ->
    [none] { "" }
   *[other] {" · людей:"} { $people }
}
stats-own-only = Вам видны только ваши показатели: /stats, /stats me.
btn-stats-group = { $group ->
    [now] Сейчас
    [volume] Заявки
    [speed] Скорость
    [promises] Сроки
    [people] Команда
    [quality] Качество
    [answers] Ответы
    [reviews] Проверки качества
    [trainees] Стажёры
    [assist] Черновики помощника
    [stages] Время в статусах
    [time] Потраченное время
   *[use] Работа с ботом
}

# Чем было нажатие каждой кнопки, в журнале.
press-stats = сменить картинку показателей
