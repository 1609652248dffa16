"""The bot's side of text overrides: buttons, handlers and screens."""
