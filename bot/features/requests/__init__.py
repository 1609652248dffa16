"""The bot's side of requests: buttons, handlers and screens."""
