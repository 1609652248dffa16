"""The features of the bot, one folder each: their buttons, handlers and screens."""
