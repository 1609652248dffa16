"""The bot's side of ticket: buttons, handlers and screens."""
