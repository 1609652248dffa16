"""The statuses of an idea. Pure."""

from enum import StrEnum


class IdeaStatus(StrEnum):
    """The status of an idea."""

    NEW = "new"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"


OPEN = frozenset({IdeaStatus.NEW.value, IdeaStatus.PLANNED.value})
"""Statuses of ideas to which similar ones are joined."""
