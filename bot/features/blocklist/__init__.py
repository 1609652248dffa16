"""The bot's side of blocklist: buttons, handlers and screens."""
