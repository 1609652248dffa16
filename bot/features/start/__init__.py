"""The feature "start" of the bot: buttons, handlers and screens."""
