"""Changes in: tasks, comments, what is completed or no longer listed."""
