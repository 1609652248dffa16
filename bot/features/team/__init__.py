"""The feature "team" of the bot: buttons, handlers and screens."""
