"""The feature "suggestions" of the bot: buttons, handlers and screens."""
