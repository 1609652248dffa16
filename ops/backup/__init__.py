"""Backups: archives of the whole database, made, rotated, verified and restored. Knows no channel."""
