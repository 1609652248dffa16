"""The kinds of events that systems are told of, by the words that they read and that are stored. Knows no table."""

from collections.abc import Sequence

CREATED = "ticket.created"
CHANGED = "ticket.changed"
MERGED = "ticket.merged"
UNMERGED = "ticket.unmerged"
ESCALATED = "ticket.escalated"
CLOSED = "ticket.closed"
RATED = "ticket.rated"
LATE = "ticket.late"
NOTICE = "ticket.notice"
OF_TICKETS = (CREATED, CHANGED, MERGED, UNMERGED, ESCALATED, CLOSED, RATED, LATE, NOTICE)
OF_MESSAGES = ("message.added", "message.edited", "message.withdrawn")
OF_NOTES = ("note.added", "note.edited", "note.withdrawn")
ALL = (*OF_TICKETS, *OF_MESSAGES, *OF_NOTES)

FIELDS = {
    "status": "status",
    "priority": "priority",
    "category": "category",
    "category_guessed": "category",
    "assignee": "assignee",
    "subject": "subject",
    "promised": "due",
    "hold_until": "hold_until",
    "hold_reason": "hold_reason",
    "tags": "tags",
    "event": "event",
    "root_cause": "root_cause",
    "deescalated": "escalated",
}
"""What a changed field is called to systems, by what history calls it."""
INTERNAL = (
    "priority", "category", "category_guessed", "hold_reason", "tags", "event", "root_cause", "deescalated",
)  # fmt: skip
"""Fields of the history that only who may read every ticket is told of; whoever filed it does not see them either."""


def unknown(given: Sequence[str]) -> list[str]:
    """Those that there are not."""
    return [one for one in given if one not in ALL]
