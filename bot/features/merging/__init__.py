"""The bot's side of merging: buttons, handlers and screens."""
