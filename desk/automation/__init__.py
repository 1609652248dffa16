"""Rules: what happens automatically when something happens to a ticket."""
