# The Todoist account that admins connect.
connect-link = Open this link in a browser and allow access with the Todoist account that keeps the board. The link works once, for { $minutes } minutes.
    { $url }
connect-link-again = A Todoist account is connected already; the one you connect now replaces it. Open this link in a browser and allow access. The link works once, for { $minutes } minutes.
    { $url }
connect-no-app = A Todoist account cannot be connected yet: the operator of the bot sets TODOIST_CLIENT_ID, TODOIST_CLIENT_SECRET and WEB_SECRET_KEY first.
connect-none = No Todoist account is connected.
board-connected = { $by } connected a Todoist account. The board is kept with it from now on.
board-disconnected = { $by } disconnected the Todoist account. Without another one the board rests; everything is saved.
disconnect-ask = Disconnect the Todoist account? The bot then gives its access back. The board rests until you connect an account again, unless the operator has set a token. Nothing is lost.
btn-disconnect = Disconnect
disconnect-done = The Todoist account is disconnected.
press-disconnect = disconnect the Todoist account
connect-page-done-title = Connected
connect-page-done = The Todoist account is connected. You can close this page and go back to Telegram.
connect-page-denied-title = Not connected
connect-page-denied = Access was not allowed, so nothing has changed. To try again, send /link board to the bot.
connect-page-expired-title = This link has expired
connect-page-expired = The link was already used, or it is too old. Nothing has changed. Send /link board to the bot for a new one.
connect-page-refused-title = Not connected
connect-page-refused = Todoist did not accept this answer, so nothing has changed. Send /link board to the bot for a new link.
connect-page-later-title = Not connected yet
connect-page-later = Todoist or the database does not answer at the moment. Nothing is lost: load this page again in a minute.
audit-board-connected = connected a Todoist account
audit-board-disconnected = disconnected the Todoist account
