"""Exports in the bot: buttons and handlers."""
