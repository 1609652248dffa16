"""Failed jobs in the bot: buttons, handlers and screens."""
