"""The bot's side of lists: buttons, handlers and screens."""
