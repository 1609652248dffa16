"""The feature "staff group" of the bot: buttons, handlers and screens."""
