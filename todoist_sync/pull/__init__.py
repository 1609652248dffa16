"""Reads changes from the board: tasks, comments, completed tasks and tasks no longer listed."""
