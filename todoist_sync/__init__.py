"""The Todoist door: the board is read, compared with the desk, and written. Knows no Telegram."""
