"""Converts priorities: the desk counts from 1, critical, to 4, low; Todoist's API from 4, shown as p1, to 1."""


def convert_priority(priority: int) -> int:
    """Convert a priority from one scale to the other."""
    return 5 - priority
