"""The e-mail channel: mails become requests and comments, answers become mails. Knows no Telegram and no Todoist."""
