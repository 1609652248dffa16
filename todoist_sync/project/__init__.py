"""The project, its sections, and who can write in it."""
