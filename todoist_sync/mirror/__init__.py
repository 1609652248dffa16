"""The loop: what is due, a round, its upkeep."""
