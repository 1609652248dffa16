# Аккаунт Todoist, который подключают администраторы.
connect-link = Откройте эту ссылку в браузере и разрешите доступ от имени аккаунта Todoist, который будет вести доску. Ссылка работает один раз, { $minutes } минут.
    { $url }
connect-link-again = Аккаунт Todoist уже подключён, новый заменит его. Откройте эту ссылку в браузере и разрешите доступ. Ссылка работает один раз, { $minutes } минут.
    { $url }
connect-no-app = Подключить аккаунт Todoist пока нельзя: оператор бота сначала задаёт TODOIST_CLIENT_ID, TODOIST_CLIENT_SECRET и WEB_SECRET_KEY.
connect-none = Аккаунт Todoist не подключён.
board-connected = { $by }: аккаунт Todoist подключён. С этого момента доску ведёт он.
board-disconnected = { $by }: аккаунт Todoist отключён. Без другого аккаунта доска не обновляется, но всё сохраняется.
disconnect-ask = Отключить аккаунт Todoist? Бот откажется от доступа к нему. Доска не будет обновляться, пока вы не подключите аккаунт снова, если оператор не задал токен. Ничего не потеряется.
btn-disconnect = Отключить
disconnect-done = Аккаунт Todoist отключён.
press-disconnect = отключить аккаунт Todoist
connect-page-done-title = Подключено
connect-page-done = Аккаунт Todoist подключён. Эту страницу можно закрыть и вернуться в Telegram.
connect-page-denied-title = Не подключено
connect-page-denied = Доступ не разрешён, поэтому ничего не изменилось. Чтобы попробовать ещё раз, отправьте боту /link board.
connect-page-expired-title = Ссылка больше не действует
connect-page-expired = Ссылкой уже воспользовались, или прошло больше десяти минут. Ничего не изменилось. Отправьте боту /link board, чтобы получить новую.
connect-page-refused-title = Не подключено
connect-page-refused = Todoist не принял этот ответ, поэтому ничего не изменилось. Отправьте боту /link board, чтобы получить новую ссылку.
connect-page-later-title = Пока не подключено
connect-page-later = Todoist или база данных сейчас не отвечает. Ничего не потеряно: обновите эту страницу через минуту.
audit-board-connected = подключение аккаунта Todoist
audit-board-disconnected = отключение аккаунта Todoist
