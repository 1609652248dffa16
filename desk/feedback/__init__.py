"""Ratings of requesters."""
