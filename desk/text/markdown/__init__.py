"""A reader and a writer of Todoist's Markdown."""
