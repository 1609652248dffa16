"""Merging and similar tickets in the bot: handlers and screens."""
