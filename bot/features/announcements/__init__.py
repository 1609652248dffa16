"""Announcements in the bot: buttons, handlers and screens."""
