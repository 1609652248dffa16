"""Rules in the bot: the list, one rule, its switch and its place."""
