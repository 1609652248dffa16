"""The bot's side of stats: buttons, handlers and screens."""
