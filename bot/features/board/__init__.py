"""The bot's side of the board: buttons, handlers and screens."""
