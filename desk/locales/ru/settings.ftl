# Настройки: как называются, что делают, что не так со значением.
setting-group-requests = Заявки
setting-group-team = Команда
setting-group-limits = Ограничения
setting-group-board = Доска
setting-group-desk = Общее
setting-intake-quiet-seconds = Сбор новой заявки
setting-intake-quiet-seconds-effect = Если автор молчит дольше этого времени, собранные сообщения уходят команде одной заявкой.
setting-auto-close-hours = Закрывать без ответа
setting-auto-close-hours-effect = Решённая заявка закрывается, если автор не отвечает дольше этого времени. Заявка, которая ждёт ответа автора, считается тогда решённой, и бот просит это подтвердить. Выключено: заявки ждут ответа.
setting-reopen-days = Время на повторное открытие
setting-reopen-days-effect = В течение этого времени автор может открыть закрытую заявку снова. Более поздний ответ начинает новую заявку.
setting-undo-seconds = Время на отмену
setting-undo-seconds-effect = Агент может отменить нажатие в течение этого времени. Автору сообщают только после него.
setting-remind-minutes = Первое напоминание
setting-remind-minutes-effect = Если заявку никто не взял, через это время её карточка придёт ещё раз, а через вдвое большее узнают администраторы. Агенту, чьего ответа ждёт автор, напоминают через вчетверо большее. Выключено: напоминаний нет.
setting-max-untaken = Невзятых заявок у автора
setting-max-untaken-effect = Когда невзятых заявок у автора столько, его следующее сообщение добавляется к последней из них.
setting-max-new-per-hour = Новых заявок в час
setting-max-new-per-hour-effect = Когда автор подал столько заявок за час, следующая добавляется к последней из них.
setting-max-open = Открытых заявок у автора
setting-max-open-effect = Когда открытых заявок у автора столько, следующая добавляется к последней из них.
setting-board-phone-numbers = Полный номер телефона на доске
setting-board-phone-numbers-effect = Включено: номер из присланного контакта виден на доске целиком. Выключено: только последние цифры.
setting-withdrawn-days = Отозванные сообщения
setting-withdrawn-days-effect = Отозванное сообщение никто не видит; через это время его текст, файлы и прежние версии удаляются навсегда.
setting-raw-days = Необработанные обновления
setting-raw-days-effect = Сколько хранить обновления Telegram и отправленное ботом, чтобы разбирать сбои. Обновления хранятся не дольше, чем отозванные сообщения.
setting-closed-kept-days = Закрытые заявки
setting-closed-kept-days-effect = Через это время текст и файлы закрытой заявки удаляются отсюда. Номер, времена, участники и тема остаются для отчётов, задача на доске тоже. Выключено: заявки хранятся всегда.
setting-audit-kept-days = Журнал изменений
setting-audit-kept-days-effect = Через это время записи журнала изменений удаляются. Выключено: хранятся всегда.
setting-people-kept-days = Люди без заявок
setting-people-kept-days-effect = Если человек запустил бота, ни разу не подал заявку и столько времени ничего не делал, всё о нём удаляется, как по /forgetme. Сообщения он не получит. Выключено: хранятся всегда.
setting-addresses-kept-days = Адреса в журнале изменений
setting-addresses-kept-days-effect = Сколько журнал изменений хранит сетевой адрес, с которого меняли что-то в панели. Сама запись остаётся.
setting-archive-deleted = Архив перед удалением
setting-archive-deleted-effect = Закрытые заявки и записи журнала изменений перед удалением попадают в файл дня на сервере. Беречь и удалять эти файлы должен тот, кто отвечает за сервер.
setting-panel-for-agents = Панель для агентов
setting-panel-for-agents-effect = Агенты тоже могут войти в панель. Им видны заявки и их собственные показатели.
setting-timezone = Часовой пояс
setting-timezone-effect = Часовой пояс, в котором показано время и считаются часы работы.
setting-length = { $unit ->
    [seconds] { $n } с
    [minutes] { $n } мин
    [hours] { $n } ч
   *[days] { $n } { $n ->
        [one] день
        [few] дня
        [many] дней
       *[other] дня
    }
}
setting-on = включено
setting-off = выключено
setting-none = нет
setting-wrong-length = { $unit ->
    [seconds] Секунды
    [minutes] Минуты
    [hours] Часы
   *[days] Дни
}, от { $least }{ $part ->
    [none] {""}
   *[some] ,{ $part }
} до { $most }{ $off ->
    [1] {" "}(0: выключено)
   *[0] {""}
}, например 20 или 1,5; можно и 5 мин, 2 ч или 3 дня.
setting-wrong-number = Нужно целое число от { $least } до { $most }.
setting-wrong-switch = Возможно только «включено» или «выключено».
setting-wrong-choice = Возможно только одно из: { $words }.
setting-wrong-several = Возможно любое из: { $words } — через запятую. Чтобы выключить всё, отправьте «-».
setting-wrong-zone = Нужно название часового пояса, например Europe/Riga или UTC.
setting-wrong-list = Не больше { $most } слов или фраз, до { $longest } знаков каждая, через запятую. Чтобы очистить, отправьте «-».
no-such-setting = Такой настройки нет. Все настройки: /settings
setting-pinned = Это значение задаёт переменная окружения { $variable }: изменить его можно только там.
setting-changed-since = Тем временем настройку изменили. Вот значение сейчас.
settings-title = <b>Настройки</b>
    Ничего не меняется, пока вы не нажмёте на значение; каждое изменение можно отменить.
    Чтобы найти настройку, добавьте слово: /settings опрос. Чтобы сразу задать значение: /settings max_open 30.
settings-found = <b>Настройки</b> со словами «{ $words }»
settings-none = По словам «{ $words }» настроек не нашлось.
settings-line = { $name }: <b>{ $value }</b>
setting-now = Сейчас: { $value }
setting-default = По умолчанию: { $value }
setting-changed = Последнее изменение: { $name }, { $at }
setting-ask = Чтобы задать «{ $name }», ответьте на это сообщение значением.
value-refused = Не удалось понять «{ $typed }». Ничего не изменилось. { $why }
setting-set = Сохранено и уже действует.
setting-same = Это значение уже задано.
setting-undone = Отменено: действует прежнее значение.
btn-settings-all = ‹ Настройки
btn-settings-advanced = Дополнительно ▸
settings-advanced = <b>Дополнительные настройки</b>
    Обычно их не меняют. Чтобы найти одну, добавьте слово: /settings опрос.
btn-settings-back = ‹ Назад
btn-setting-other = Другое…
btn-setting-default = По умолчанию
btn-setting-undo = Отменить
btn-setting-value = { $value }
btn-setting-now = ✓ { $value }
menu-settings = Настройки
audit-setting = меняет «{ $object }»: { $old } → { $new }
settings-page = Настройки
settings-page-about = Администраторы меняют эти настройки в `/settings` или в панели. Сначала показано то, что нужно небольшой команде; остальное — в разделе «Дополнительно» или находится по словам. Изменения действуют сразу, без перезапуска. `/settings ключ значение` задаёт настройку, значение «по умолчанию» возвращает исходное, кнопка отменяет последнее изменение. Если настройку задаёт переменная окружения, изменить её можно только там. Страницу создаёт `make schema`.
settings-page-setting = настройка
settings-page-default = по умолчанию
settings-page-effect = что делает
settings-page-variable = переменная
setting-exempt-people = Без ограничений
setting-exempt-people-effect = На заявки этих людей ограничения не действуют: например, на филиал или организатора.
setting-limit-notices = Сообщать об ограничениях
setting-limit-notices-effect = Администраторам сообщают, чьи заявки достигли ограничения, не чаще раза в час о каждом. Под сообщением есть кнопка, которая снимает ограничения с этого человека.
setting-people = { $n ->
    [one] { $n } человек
    [few] { $n } человека
    [many] { $n } человек
   *[other] { $n } человека
}
setting-wrong-people = Отправьте номер заявки, например #42, чтобы добавить её автора. Чтобы очистить, отправьте «-».
btn-setting-out = ✕ { $name }
btn-exempt = Не ограничивать
limit-hit = { $name }: { $why }.
limit-crowded = много невзятых заявок; новые сообщения добавляются к последней
limit-crowded-hour = много новых заявок за час; новые сообщения добавляются к последней
limit-crowded-open = много открытых заявок; новые сообщения добавляются к последней
limit-flood = двадцать сообщений за минуту
limit-exempted = { $by }: с { $name } сняты ограничения на заявки.
limit-holds = { $by }: для { $name } снова действуют ограничения на заявки.

# Чем было нажатие каждой кнопки, в журнале.
press-set = настройки
press-setto = задать значение
press-setpre = выбрать предложенное значение
press-exempt = ограничения для человека
press-settype = ввести значение
press-setundo = отменить изменение настройки
