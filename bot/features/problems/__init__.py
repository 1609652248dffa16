"""The bot's side of problems: buttons, handlers and screens."""
