"""A colleague's own Telegram account in the bot: what comes through its connection, what goes out, and its screen."""
