"""Registration in the bot: buttons, handlers and screens."""
