"""Away and back in the bot: buttons and handlers."""
