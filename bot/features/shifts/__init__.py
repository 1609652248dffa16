"""The feature "shifts" of the bot: buttons, handlers and screens."""
