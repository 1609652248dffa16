"""The bot's side of settings: buttons, handlers and screens."""
