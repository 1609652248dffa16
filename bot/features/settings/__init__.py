"""The feature "settings" of the bot: buttons, handlers and screens."""
