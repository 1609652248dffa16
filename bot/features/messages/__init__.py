"""Messages in the bot: what is no command, reactions, and questions about where words belong."""
