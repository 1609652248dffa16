"""Which columns of a ticket its messages show, to know whether a change of it is to be seen. Pure."""

from operator import itemgetter

from db.models import Ticket

_SILENT = frozenset(
    {"updated_at", "last_entry_at", "requester_spoke_at", "needs_answer", "first_response_at", "subject_kept"}
    | {"broadcast_at", "broadcast_due_at", "remind_at", "escalate_at", "close_at", "tell", "tell_at"}
    | {"policy_version", "first_target", "solve_target", "first_warn_at", "solve_warn_at", "promise_warn_at"}
    | {"late_told", "breach_told", "reopen_count"}
)
_SHOWN = tuple(name for name in (column.key for column in Ticket.__mapper__.column_attrs) if name not in _SILENT)
_READ_SHOWN = itemgetter(*_SHOWN)


def get_shown(ticket: Ticket) -> tuple[object, ...]:
    """Return the columns of a ticket that a card or receipt may show; words and `needs_answer` show only in opened
    tickets."""
    try:
        shown = _READ_SHOWN(ticket.__dict__)
    except KeyError:  # a column is not loaded
        shown = tuple(getattr(ticket, name) for name in _SHOWN)
    return (ticket.first_response_at is not None, *shown)
