"""Calls of the bot from chats in which it is no member: requests that one message there answers."""
