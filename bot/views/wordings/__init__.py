"""What the bot says, as admins find and change it."""
