"""The Todoist channel: reads the board, compares it with the desk and writes it. Knows no Telegram."""
