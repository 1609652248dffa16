"""Links by which an integration's user comes to Telegram: buttons and handlers."""
