"""Mailings: one text to many requesters, each once, in the lowest lane, stoppable, switchable by who gets it."""
