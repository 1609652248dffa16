"""`/text` and its buttons."""
