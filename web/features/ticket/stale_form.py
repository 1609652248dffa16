"""Detects stale forms of the ticket page: a form carries the value that its field had when the page was opened, so
that nobody overwrites a change they have not seen."""

from collections.abc import Mapping
from datetime import datetime

from db.models import Ticket
from desk import EditConflict, history
from desk.i18n import TicketSubject
from desk.queries.ticket_changes import find_last_changer
from web.context import Visitor

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "subject": (history.SUBJECT,),
    "priority": (history.PRIORITY,),
    "category": (history.CATEGORY, history.CATEGORY_GUESSED),
    "event": (history.EVENT,),
    "cause": (history.ROOT_CAUSE,),
    "organization": (history.ORGANIZATION,),
    "outlet": (history.OUTLET,),
    "hand": (history.ASSIGNEE,),
    "promise": (history.PROMISED,),
    "hold": (history.HOLD_REASON, history.HOLD_UNTIL),
}
"""How each is called in the history."""


def get_current_values(visitor: Visitor, ticket: Ticket) -> Mapping[str, str]:
    """Return the present value of each field by its action; the subject as the visitor reads it."""
    return {
        "subject": TicketSubject(ticket.subject, ticket.subject_line).say_in(visitor.language),
        "priority": str(ticket.priority),
        "category": _id(ticket.category_id),
        "event": _id(ticket.event_id),
        "cause": _id(ticket.root_cause_id),
        "organization": _id(ticket.shown_organization_id),
        "outlet": _id(ticket.outlet_id),
        "hand": _id(ticket.assignee_id),
        "promise": _at(ticket.promised_at),
        "hold": f"{_at(ticket.hold_until)} {ticket.hold_reason or ''}".strip(),
    }


async def require_unchanged(visitor: Visitor, number: int, what: str, value: str, was: str | None) -> None:
    """Refuse a form whose field another person has changed to something else than `was` and `value` since. None: the
    form does not say what it saw. Locks the ticket until the end of the unit of work. Raises ChangedMeanwhile."""
    if was is None or what not in _FIELDS:
        return
    ticket = await visitor.desk.lock_ticket(number)
    if get_current_values(visitor, ticket)[what].split() in (was.split(), value.split()):
        return
    if await find_last_changer(visitor.session, ticket.id, _FIELDS[what]) != visitor.person.id:
        raise EditConflict([what], [what])


def _id(one: int | None) -> str:
    return "" if one is None else str(one)


def _at(one: datetime | None) -> str:
    return "" if one is None else one.isoformat()
