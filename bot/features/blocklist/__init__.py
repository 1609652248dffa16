"""Blocked requesters in the bot: buttons, handlers and screens."""
