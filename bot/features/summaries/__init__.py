"""The bot's side of summaries: buttons, handlers and screens."""
