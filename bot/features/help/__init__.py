"""The command `/help` of the bot."""
