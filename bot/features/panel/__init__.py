"""The feature "panel" of the bot: buttons, handlers and screens."""
