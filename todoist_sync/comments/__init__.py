"""Comments under a task: how entries become comments, and how comments are read."""
