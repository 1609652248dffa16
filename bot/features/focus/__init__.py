"""Focus in the bot: an agent writes to one ticket without replying; buttons and handlers."""
