"""Nouns that are administered, in the bot: their lists, rows and fields, from what `desk/administration` declares."""
