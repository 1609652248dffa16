"""Asking a colleague in the bot: buttons, handlers and screens."""
