"""Kinds of API events by the names that integrations read and that are stored. Knows no table."""

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
RULE = "ticket.rule"
OF_TICKETS = (CREATED, CHANGED, MERGED, UNMERGED, ESCALATED, CLOSED, RATED, LATE, NOTICE, RULE)
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
    "organization": "organization",
    "outlet": "outlet",
    "deescalated": "escalated",
}
"""Names of changed fields for integrations, by their names in the history."""
INTERNAL = (
    "priority", "category", "category_guessed", "hold_reason", "tags", "event", "root_cause", "deescalated",
)  # fmt: skip
"""Fields of the history that only integrations with access to every ticket are told of; requesters do not see them
either."""


def find_unknown(given: Sequence[str]) -> list[str]:
    """Return those of the kinds that do not exist."""
    return [one for one in given if one not in ALL]
