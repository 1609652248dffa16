"""Delivery of the outbox to Telegram: letters are planned, sent or edited, and recorded."""
