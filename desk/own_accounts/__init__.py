"""A colleague's own Telegram account as a source of requests: who has connected one, and what is taken from it."""
