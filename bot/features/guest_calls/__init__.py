"""The bot is called in chats where it is no member: what comes from there, and the one message that answers."""
