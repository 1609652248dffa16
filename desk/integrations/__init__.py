"""The operator's own systems: their tokens and what these may do, the people they bring, their way into Telegram."""
