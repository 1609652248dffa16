"""The bot's side of integrations: buttons, handlers and screens."""
