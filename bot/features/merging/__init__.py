"""Merging and similar tickets in the bot: buttons, handlers and screens."""
