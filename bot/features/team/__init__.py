"""The bot's side of team: buttons, handlers and screens."""
