"""Backups are whole, restored as they were, and kept for as long as asked."""
