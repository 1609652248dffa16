"""Announcements: one text to many requesters, once to each, in the lowest lane. Admins can stop one, and receivers can
switch them off."""
