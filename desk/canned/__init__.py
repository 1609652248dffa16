"""Answers kept ready: canned replies by their keys, and what an agent is shown before it goes."""
