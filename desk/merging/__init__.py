"""Tickets that belong together, and messages that are another request: merged, linked, split off."""
