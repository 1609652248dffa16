"""What staff read of the web door in Telegram."""
