"""The feature "text overrides" of the bot: buttons, handlers and screens."""
