"""The bot's side of events: buttons, handlers and screens."""
