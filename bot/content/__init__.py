"""What a Telegram message holds, as the desk takes it."""
