"""The bot's side of start: buttons, handlers and screens."""
