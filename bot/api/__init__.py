"""The Bot API: the client, its errors as values, and rate limits."""
