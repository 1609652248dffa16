"""The feature "organizations" of the bot: buttons, handlers and screens."""
