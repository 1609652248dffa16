"""Integrations: external systems, their tokens and scopes, their users, and how these users come to Telegram."""
