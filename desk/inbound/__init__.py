"""Messages that people send to the bot: looked up, routed, stored."""
