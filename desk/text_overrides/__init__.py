"""What the bot says, in words of admins: which sentences they may change, how one is found, what is refused."""
