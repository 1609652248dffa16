"""The bot's side of menu: buttons, handlers and screens."""
