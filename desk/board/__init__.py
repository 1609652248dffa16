"""Verbs for changes made on the board, and the safety stop for too many at once."""
