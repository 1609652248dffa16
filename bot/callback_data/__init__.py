"""Callback data of what admins have the bot say: its texts, the menu."""
