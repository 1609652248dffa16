"""Integrations and webhooks in the bot: buttons, handlers and screens."""
