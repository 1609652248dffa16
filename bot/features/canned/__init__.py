"""The bot's side of canned: buttons, handlers and screens."""
