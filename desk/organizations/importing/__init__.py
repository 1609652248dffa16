"""Organizations from a file: read, matched with those that are there, written."""
