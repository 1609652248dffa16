"""The four priorities of the desk as those of Todoist, which count the other way."""


def convert_priority(priority: int) -> int:
    """Convert a priority from one scale to the other: the desk counts from 1, critical, to 4, low; Todoist's API from
    4, shown as p1, to 1."""
    return 5 - priority
