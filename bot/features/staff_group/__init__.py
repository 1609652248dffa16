"""The bot's side of staff group: buttons, handlers and screens."""
