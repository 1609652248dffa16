"""Todoist as it is reached: the client, its errors as values, its budget."""
