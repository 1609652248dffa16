"""The bot's side of failed jobs: buttons, handlers and screens."""
