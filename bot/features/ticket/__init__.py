"""The feature "ticket" of the bot: buttons, handlers and screens."""
