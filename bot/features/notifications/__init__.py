"""The feature "notifications" of the bot: buttons, handlers and screens."""
