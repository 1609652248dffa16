"""The bot's side of topics: buttons, handlers and screens."""
