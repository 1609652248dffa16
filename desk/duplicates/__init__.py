"""Requests about the same: similarity of their words, and the places they name."""
