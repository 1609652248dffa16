"""The desk counts priorities from 1, critical, to 4, low; Todoist's API from 4, which people see as p1, to 1."""


def turned(priority: int) -> int:
    """A priority of one scale on the other."""
    return 5 - priority
