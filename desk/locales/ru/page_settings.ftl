# Страницы настроек.
page-settings-part = { $part ->
    [hours] Часы работы
    [promises] Сроки
    [systems] Системы
    [texts] Тексты
    [rules] Правила
    [recurring] Повторяющиеся
    [events] Мероприятия
    [fields] Поля
    [topics] Темы
   *[settings] Все настройки
}
page-hours = Часы работы
page-hours-how = Например, 9-18, или 9-13, 14-18, или 22-6 через полночь. Пустой день — закрыто. Прошлые дни в отчётах считаются по часам, которые действовали тогда.
page-hours-none = Часы работы не заданы: открыто круглосуточно.
page-hours-zone = Часовой пояс задаёт переменная окружения { $variable }.
page-hours-save = Сохранить неделю
page-hours-clear = Без часов
page-days = Особые дни
page-days-none = Особых дней нет: это праздники и дни, когда открыто круглосуточно.
page-days-first = С
page-days-last = По
page-days-what = В эти дни
page-add = Добавить
page-remove = Убрать
page-promises = Сроки по приоритету
page-promises-on = включены
page-promises-off = выключены
page-promises-switch = { $on ->
    [yes] Выключить
   *[no] Включить
}
page-first-response = Первый ответ
page-solution = Решение
page-counts = Считается
page-counts-always = круглосуточно
page-counts-open = в часы работы
page-is-now = сейчас { $value }
page-try = Проверить на прошлых заявках
page-save-from-now = Сохранить для новых заявок
page-also-open = и для открытых заявок
page-would = Из { $n } { $n ->
    [one] заявки, решённой
   *[other] заявок, решённых
} за последние 30 дней, в эти сроки уложились бы { $would } %, в нынешние уложились { $kept } %.
page-would-too-few = { $n ->
    [0] За последние 30 дней решённых заявок не было, доли нет.
    [one] За последние 30 дней решена только { $n } заявка. Для доли нужно хотя бы десять.
   *[other] За последние 30 дней решено заявок: { $n }. Для доли нужно хотя бы десять.
}
page-would-nothing = Это нынешние сроки.
page-would-open = Без галочки у открытых заявок останутся прежние сроки.
page-would-off = Сроки выключены. Пока их не включат, ничего не изменится.
page-promises-how = Пишите так: 30 мин, 4 ч, 2 дня. { $on ->
    [yes] У открытых заявок останутся прежние сроки, если не поставить галочку.
   *[no] Сроки пока выключены, включить их можно выше.
} Проверка считает заявки этого приоритета, решённые за последние 30 дней и уложившиеся в оба срока.
page-audit-words = Действие, человек или значение
page-audit-by = Кто
page-audit-anybody = Кто угодно
page-audit-day = День
page-audit-at = Когда
page-audit-what = Что
page-audit-door = Канал
page-audit-address = Адрес
page-text-loses = В этом тексте есть оформление из Telegram, для которого нет тега. Если сохранить здесь, оно пропадёт.
page-topics = Темы
page-topics-none = Тем пока нет.
page-topics-add = Добавить темы
page-topics-offered = Взять 25 предложенных тем
page-topics-import = Загрузить темы
page-topics-export = Выгрузить темы
page-topics-import-kept = Без изменений
page-topics-import-how = Строка на каждую тему; группа указывается, если она есть. Обязательна только тема. Темы находятся по названию, пустая ячейка ничего не меняет, удалено ничего не будет.
page-topics-import-refused = { $n ->
    [one] Не подходит { $n } строка. Ничего не изменено.
    [few] Не подходят { $n } строки. Ничего не изменено.
   *[other] Не подходят { $n } строк. Ничего не изменено.
}
page-topic-add = Добавить тему
page-topic-add-group = Добавить группу
page-topic-group = Группа
page-topic-no-group = без группы
page-topic-names = Названия
page-topic-priority = Начальный приоритет
page-topic-no-priority = как у любой заявки
page-topic-keywords = Ключевые слова
page-topic-keywords-how = Через запятую. По ним предлагается эта тема, если у заявки её нет.
page-topic-questions = Вопросы
page-topic-question-how = Ещё один вопрос; всего их до трёх. Например «место: Какая комната?», а с новой строки на другом языке: «en: Which room?».
page-topic-people = Кто отвечает лучше всех
page-topic-example = Пример заявки
page-topic-example-how = Хорошая заявка в одну строку. Авторы видят её, прежде чем написать: в приветствии, после /new и в форме на сайте. Пусто — без примера. Пока тема не выбрана, показан первый пример.
page-topic-up = Выше
page-topic-gone = Тема { $name } удалена; на доске осталась обычная метка.
page-topic-restore = Вернуть
page-systems-none = Систем пока нет. Система — это магазин, сайт или программа, которые создают заявки от имени своих пользователей.
page-system-token = Токен
page-system-used = Последнее использование
page-system-token-once = Токен системы { $name }. Скопируйте его сейчас, второй раз он не показывается. Храните его на сервере, не на веб-странице.
page-system-own = Доступ к заявкам её пользователей
page-system-pages = Страницы, где действуют токены её пользователей, через пробел. Пусто: нигде
page-system-rate = Запросов в минуту
page-system-expiry = Токен действует
page-api-reference = Справочник API
page-chat = Чат на ваших страницах
page-chat-token = Для вошедшего пользователя ваш сервер запрашивает его токен с токеном системы и отдаёт { "{" }"token": "…"{ "}" } по адресу на вашем сайте, здесь /support-token. { "{" }id{ "}" } — id пользователя в вашей системе:
page-chat-tag = Эта строка на ваших страницах показывает чат:
page-webhooks = Вебхуки
page-webhook-new = Новый вебхук
page-webhook-url = Адрес
page-webhook-kinds = Только эти события API. Ничего не отмечено: все
page-webhook-secret-once = Секрет подписи. Скопируйте его сейчас, второй раз он не показывается.
page-webhook-became = Доставка
page-webhook-event = Событие API
page-webhook-tries = Попытки
page-webhook-answer = Ответ
page-webhook-nothing = Пока ничего не отправлено.
page-webhook-test = Отправить проверку
page-webhook-all = Все события API
page-webhook-edit = Изменить адрес или события
page-webhook-url-new = Новый адрес; пусто: прежний
page-webhook-own = Что система сделала через API сама, ей обратно не отправляется.
page-settings-advanced = Дополнительно
page-settings-how = Изменения действуют сразу, и любое можно отменить.
page-setting-edit = Изменить
page-setting-person = Добавить человека
page-setting-position = Должность
page-setting-request = Номер заявки
page-setting-role = Роль
page-setting-zero = 0 — выключено
page-system-webhooks-left = События по-прежнему уходят на эти адреса. Их мог добавить тот, у кого был старый токен: удалите незнакомые.
page-target-odd = У приоритета «{ $less }» срок короче, чем у «{ $more }».
page-target-wrong = Такие сроки невозможны: { $which }. Ничего не сохранено. Каждый срок пишите в своё поле, например 30 мин, 4 ч или 2 д: от минуты до года, решение не раньше первого ответа.
