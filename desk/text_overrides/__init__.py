"""Texts of the bot in the words of admins: which they may change, how they are found, what is refused."""
