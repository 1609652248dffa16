"""The bot's side of announcements: buttons, handlers and screens."""
