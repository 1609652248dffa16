"""The bot's side of suggestions: buttons, handlers and screens."""
