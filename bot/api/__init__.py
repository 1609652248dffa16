"""Telegram as it is reached: the client, its errors as values, the limits that are kept."""
