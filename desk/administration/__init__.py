"""Nouns that are administered: each is declared once, with its fields; the bot and the panel show them all alike."""
