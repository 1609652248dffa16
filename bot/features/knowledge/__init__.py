"""The bot's side of knowledge: buttons, handlers and screens."""
