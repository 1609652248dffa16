"""The bot's side of panel: buttons, handlers and screens."""
