"""The bot's side of ask colleague: buttons, handlers and screens."""
