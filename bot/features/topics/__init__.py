"""The feature "topics" of the bot: buttons, handlers and screens."""
