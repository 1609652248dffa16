"""The audit log in the bot: buttons, handlers and screens."""
