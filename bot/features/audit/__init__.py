"""The bot's side of audit: buttons, handlers and screens."""
