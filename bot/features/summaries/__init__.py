"""The feature "summaries" of the bot: buttons, handlers and screens."""
