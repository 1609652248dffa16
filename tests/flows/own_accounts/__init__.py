"""Conversations through the own account of a colleague."""
