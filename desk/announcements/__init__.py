"""Announcements: one text to many requesters, once to each, in the lowest lane."""
