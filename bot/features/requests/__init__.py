"""The feature "requests" of the bot: buttons, handlers and screens."""
