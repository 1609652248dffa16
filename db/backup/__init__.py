"""The whole content of the database as rows, out of it and back into an empty one. Knows no file and no archive."""
