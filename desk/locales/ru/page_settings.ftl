# Страницы настроек.
page-settings-part = { $part ->
    [hours] Часы
    [promises] Сроки
    [audit] Аудит
    [systems] Системы
    [texts] Тексты
    [topics] Темы
   *[settings] Все настройки
}
page-hours = Часы работы
page-hours-how = Например, 9-18, или 9-13, 14-18, или 22-6 через полночь. Пустой день — закрыто. После сохранения показатели за все дни считаются по новым часам.
page-hours-none = Сейчас часов нет: открыто круглые сутки.
page-hours-zone = Часовой пояс задаёт { $variable } в окружении.
page-hours-save = Сохранить неделю
page-hours-clear = Без часов
page-days = Особые дни
page-days-none = Нет: здесь стоят праздники и дни, когда открыто круглые сутки.
page-days-first = С
page-days-last = по
page-days-what = в эти дни
page-add = Добавить
page-remove = Убрать
page-promises = Сроки по приоритету
page-promises-on = действуют
page-promises-off = выключены
page-first-response = Первый ответ
page-solution = Решение
page-counts = Считается
page-counts-always = круглые сутки
page-counts-open = в часы работы
page-is-now = сейчас { $value }
page-try = Как было бы
page-save-from-now = Сохранить на будущее
page-also-open = и для открытых заявок
page-would = Из { $n } { $n ->
    [one] решённой
   *[other] решённых
} за тридцать дней в срок уложились бы { $would } %, в нынешний уложились { $kept } %.
page-would-too-few = { $n ->
    [0] За тридцать дней ни одной решённой: доли нет.
    [one] За тридцать дней решена только { $n }: для доли мало, нужно десять.
   *[other] За тридцать дней решено только { $n }: для доли мало, нужно десять.
}
page-would-nothing = Это те сроки, что заданы сейчас.
page-would-open = Без галочки у них останутся сроки, с которыми они пришли.
page-would-off = Сроки выключены: пока их не включат, ни для кого ничего не изменится.
page-promises-how = Длительности: 30 мин, 4 ч, 2 дня. У открытых заявок сроки прежние, пока не поставите галочку. «Как было бы» считает заявки этого приоритета, решённые за тридцать дней и уложившиеся в оба срока.
page-audit-words = Что сделано, с кем, или значение
page-audit-by = Кто
page-audit-anybody = Кто угодно
page-audit-day = В какой день
page-audit-at = Когда
page-audit-what = Что
page-audit-door = Откуда
page-audit-address = Адрес
page-texts-search = Слова бота, как их читают люди
page-texts-how = Найдите слова так, как их читают люди: любую фразу бота можно сказать иначе.
page-texts-none = Такой фразы нет. Попробуйте меньше слов, так, как вы их читаете.
page-text-says = Бот говорит
page-text-where = Где
page-text-new = Говорить вместо этого
page-text-tags = Оформление — тегами: <b>, <i>, <code>, <quote>.
page-text-loses = Есть оформление, сделанное в Telegram, для которого нет тега: при сохранении здесь оно пропадёт.
page-text-save = Говорить так
page-text-original = Как написано изначально
page-topics = Темы
page-topics-none = Тем пока нет.
page-topics-offered = Взять 25 предложенных
page-topic-add = Добавить тему
page-topic-add-group = Добавить как группу
page-topic-group = Группа
page-topic-no-group = сама по себе
page-topic-names = Названия
page-topic-priority = Первый приоритет
page-topic-no-priority = как у любой заявки
page-topic-keywords = Ключевые слова
page-topic-keywords-how = Через запятую. По ним угадывается тема заявки, если её никто не выбрал.
page-topic-questions = Вопросы
page-topic-question-how = Ещё один вопрос; всего их до трёх. Пишите так: «место: Какая комната?», а с новой строки на другом языке: «en: Which room?».
page-topic-people = Кто отвечает лучше всех
page-topic-up = Выше
page-topic-gone = { $name } убрана; на доске её метка стала тегом.
page-topic-restore = Вернуть
page-systems-none = Систем пока нет: это магазин, сайт или программа, что заводит заявки за своих людей.
page-system-token = Токен
page-system-used = Когда использован
page-system-token-once = Токен системы { $name }, показан один раз. Храните его на сервере, не на странице.
page-system-own = О людях, которых она привела
page-system-pages = Страницы, где действуют токены людей, через пробел; пусто — нигде
page-system-rate = Другой предел в минуту
page-webhooks = Вебхуки
page-webhook-new = Новый
page-webhook-url = Куда отправлять то, что происходит
page-webhook-kinds = Только эти виды; ничего не отмечено — все
page-webhook-secret-once = Этим подписано то, что туда уходит; показано один раз.
page-webhook-became = Доставка
page-webhook-tries = Попытки
page-webhook-answer = Ответ
page-webhook-nothing = Пока ничего не отправлено.
page-settings-together = Изменить вместе
page-settings-save = Сохранить всё
page-settings-set = Сохранено: действует уже сейчас.
page-settings-nothing-set = Пока ничего не сохранено: посмотрите, что отмечено.
page-settings-own = изменить
page-system-webhooks-left = События по-прежнему уходят на эти адреса. Их мог добавить тот, у кого был старый токен: удалите незнакомые.
page-target-wrong = Так нельзя: { $which }. Каждый срок пишите в своё поле, например 30 мин, 4 ч или 2 д: от минуты до года, и решение не раньше первого ответа.
