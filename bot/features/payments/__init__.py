"""Payments in the bot: buttons, handlers and screens."""
