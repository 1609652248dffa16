"""A colleague's own account: the ids of its chats, and what is said there."""
