"""The feature "problems" of the bot: buttons, handlers and screens."""
