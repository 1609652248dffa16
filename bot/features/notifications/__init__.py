"""The bot's side of notifications: buttons, handlers and screens."""
