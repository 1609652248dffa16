"""Lists of tickets in the bot: buttons, handlers and screens."""
