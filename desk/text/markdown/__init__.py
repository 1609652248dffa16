"""Todoist's Markdown, read and written."""
