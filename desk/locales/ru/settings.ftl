# Настройки: как называются, что делают, что не так со значением.

setting-group-requests = Заявки
setting-group-team = Команда
setting-group-limits = Ограничения
setting-group-board = Доска
setting-group-desk = Общее

setting-intake-quiet-seconds = Сколько собирается заявка
setting-intake-quiet-seconds-effect = Через столько тишины сообщения новой заявки уходят команде вместе.
setting-question-minutes = Сколько ждёт вопрос
setting-question-minutes-effect = Вопрос бота, на который не ответили, через это время решается сам.
setting-auto-close-hours = Молчание закрывает
setting-auto-close-hours-effect = Решённая заявка, автор которой столько молчит, закрывается; та, что ждёт его ответа, считается тогда решённой, и автора спрашивают.
setting-reopen-days = Сколько можно открыть снова
setting-reopen-days-effect = Закрытую заявку автор может открыть снова в течение этого времени.
setting-undo-seconds = Время на отмену
setting-undo-seconds-effect = Столько времени нажатие можно отменить; только потом о нём узнаёт автор.
setting-remind-minutes = Первое напоминание
setting-remind-minutes-effect = Через это время о заявке, которую никто не взял, объявляют ещё раз, через вдвое большее о ней узнают администраторы. Кто заставляет автора ждать, тому напоминают через вчетверо большее.
setting-invite-hours = Сколько действует приглашение
setting-invite-hours-effect = Ссылка из /invite пускает в команду в течение этого времени.
setting-max-untaken = Невзятых заявок на человека
setting-max-untaken-effect = Если столько заявок человека никто не взял, следующие слова добавляются к последней из них.
setting-max-new-per-hour = Новых заявок на человека в час
setting-max-new-per-hour-effect = После стольких новых заявок за час следующая добавляется к последней.
setting-max-open = Открытых заявок на человека
setting-max-open-effect = При стольких открытых заявках следующая добавляется к последней.
setting-board-phone-numbers = Телефоны на доске целиком
setting-board-phone-numbers-effect = Номер из присланного контакта виден на доске целиком, иначе только его конец.
setting-withdrawn-days = Что забрали назад
setting-withdrawn-days-effect = Что автор забрал назад, никто не видит; через это время слова, файлы и прежние версии стираются совсем.
setting-raw-days = Сырые сообщения
setting-raw-days-effect = Сколько хранятся необработанные обновления Telegram и то, что отправил бот: по ним разбирают сбои. Обновления не хранятся дольше, чем забранное назад.
setting-panel-for-agents = Панель для агентов
setting-panel-for-agents-effect = Агенты тоже могут войти в панель: заявки и свои показатели.
setting-timezone = Часовой пояс
setting-timezone-effect = Пояс всех времён, которые читают люди.

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
setting-wrong-number = Целое число, от { $least } до { $most }.
setting-wrong-switch = Включено или выключено.
setting-wrong-choice = Одно из: { $words }.
setting-wrong-zone = Часовой пояс по названию, например Europe/Riga или UTC.
setting-wrong-list = Не больше { $most } слов или фраз, до { $longest } знаков каждая, через запятую; прочерк, если ни одного.
no-such-setting = Такой настройки нет; все показывает /settings.
setting-pinned = Это задаёт { $variable } в окружении: изменить можно только там.
setting-changed-since = С тех пор это изменили; вот как сейчас.

settings-title = <b>Настройки</b>
    Что я делаю и когда. Ничего не меняется, пока вы не нажмёте на значение, и каждое изменение можно отменить.
    /settings и несколько слов найдёт настройку; /settings max_open 30 сразу её задаст.
settings-found = <b>Настройки</b> со словами «{ $words }»
settings-none = Настройки с такими словами нет: «{ $words }».
settings-line = { $name }: <b>{ $value }</b>
setting-now = Сейчас: { $value }
setting-default = По умолчанию: { $value }
setting-changed = Последнее изменение: { $name }, { $at }
setting-ask = Ответьте, пожалуйста, на это сообщение значением для «{ $name }».
value-refused = «{ $typed }» здесь не подходит, ничего не изменилось. { $why }
setting-set = Готово: действует уже сейчас.
setting-same = Так оно уже и есть.
setting-undone = Снова как было.
btn-settings-all = ◂ Все настройки
btn-settings-back = ◂ Назад
btn-setting-other = Другое…
btn-setting-default = По умолчанию
btn-setting-undo = Отменить
btn-setting-value = { $value }
btn-setting-now = ✓ { $value }

menu-settings = Настройки
audit-setting = меняет «{ $object }»: { $old } → { $new }

settings-page = Настройки
settings-page-about = Что администраторы меняют в `/settings`, сразу и без перезапуска. `/settings ключ значение` задаёт настройку, «по умолчанию» возвращает исходное, кнопка отменяет последнее изменение. Переменная, заданная в окружении, закрепляет свою настройку: тогда она меняется только там. Страницу пишет `make schema`.
settings-page-setting = настройка
settings-page-default = по умолчанию
settings-page-effect = что делает
settings-page-variable = переменная

setting-exempt-people = Кого не ограничивать
setting-exempt-people-effect = Для этих людей ограничения на заявки не действуют: филиал, организатор.
setting-limit-notices = Сообщать, кто упёрся в ограничение
setting-limit-notices-effect = Администраторы узнают, чьи заявки упёрлись в ограничение, не чаще раза в час о человеке, с кнопкой, которая его снимает.
setting-people = { $n ->
    [one] { $n } человек
    [few] { $n } человека
    [many] { $n } человек
   *[other] { $n } человека
}
setting-wrong-people = Номер заявки человека, например #42, добавит её автора; прочерк: никого.
btn-setting-out = ✕ { $name }
btn-exempt = Не ограничивать

limit-hit = { $name }: { $why }.
limit-crowded = много заявок, которые никто не взял; новые слова добавляются к последней
limit-crowded-hour = много новых заявок за час; новые слова добавляются к последней
limit-crowded-open = много открытых заявок; новые слова добавляются к последней
limit-flood = двадцать сообщений за минуту
limit-exempted = Ограничения на { $name } больше не действуют; решение: { $by }.
limit-holds = Ограничения на { $name } снова действуют; решение: { $by }.

# Настройка обещаний
btn-setup = Настроить обещания
setup-at = { $n } из { $of }
btn-setup-skip = Пропустить ▸
setup-zone = В каком часовом поясе вы работаете?
setup-zone-effect = По нему считаются ваши часы и всё время, которое видят люди. Если вашего здесь нет, нажмите «Другое…» и ответьте названием, например Asia/Tbilisi.
setup-hours = Когда вы на месте?
setup-hours-effect = Вне этих часов ничего не звонит, а автору сказано, когда вы вернётесь. Без часов — круглосуточно. Если пропустить, всё останется как есть.
setup-targets = Обещать ли сроки?
setup-targets-effect = У новых заявок будет срок ответа и срок решения, по важности. Кто опаздывает, узнаёт об этом, а автор видит одно время. Если пропустить, всё останется как есть.
setup-night = Кого звать ночью?
setup-night-effect = Вне часов автор может нажать «Не может ждать» и позвать названных людей; никто не назван — администраторов. Если пропустить, всё останется как есть.
setup-survey = Спрашивать ли, как прошло?
setup-survey-effect = Авторов спрашивают о решении. Если пропустить, всё останется как есть.
setup-done = <b>Это всё.</b>
setup-done-hours = { $always ->
    [yes] Часы работы: круглосуточно. Часовой пояс: { $zone }.
   *[no] Часы работы: { $hours }. Часовой пояс: { $zone }.
 }
setup-done-targets = { $on ->
    [yes] У каждой новой заявки есть срок первого ответа и срок решения:
   *[no] Сроков нет: автору их не называют, и никого не предупреждают.
 }
setup-done-night = { $on ->
    [yes] Вне ваших часов автор может нажать «Не может ждать». Кого тогда позовут: { $whom }.
   *[no] Вне ваших часов никого не зовут.
 }
setup-done-survey = { $on ->
    [yes] После закрытия заявки автора спросят, как прошло.
   *[no] Автора не спрашивают, как прошло.
 }
setup-done-briefing = { $which ->
    [both] Сводка приходит каждый день и каждую неделю, в { $at }.
    [day] Сводка приходит каждый день, в { $at }.
    [week] Сводка приходит каждую неделю, в { $at }.
   *[none] Сводки нет.
 }
setup-done-later = Всё это можно изменить и отменить в настройках.
