"""Nouns that are administered, in the panel: their lists and rows, from what `desk/administration` declares."""
