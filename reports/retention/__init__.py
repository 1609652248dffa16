"""Deletion of what was kept for long enough, a batch a job; before it, if a setting says so, its rows go to a file."""
