"""The bot's side of export: buttons, handlers and screens."""
