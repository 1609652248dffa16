"""The bot's side of shifts: buttons, handlers and screens."""
