"""The statuses of an idea. Pure."""

from enum import StrEnum


class IdeaStatus(StrEnum):
    """The status of an idea."""

    NEW = "new"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"
