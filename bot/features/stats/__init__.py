"""The feature "stats" of the bot: buttons, handlers and screens."""
