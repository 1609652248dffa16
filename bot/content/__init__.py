"""The content of Telegram messages, as the desk takes it in."""
