"""Keeping time: when the desk is open, how long a ticket's clock has run, and when it runs out."""
