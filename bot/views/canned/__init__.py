"""Canned replies as staff see them, and an answer before it goes."""
