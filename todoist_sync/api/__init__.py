"""Todoist's API: the client, its errors as values, the budget of requests."""
