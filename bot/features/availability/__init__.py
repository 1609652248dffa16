"""The bot's side of availability: buttons, handlers and screens."""
