"""Detects stale forms of the ticket page: a form carries the value that its field had when the page was opened, so
that nobody overwrites a change they have not seen."""

from collections.abc import Mapping
from datetime import datetime

from db.models import Ticket
from desk import EditConflict
from desk.act_catalogue import ACTS
from desk.i18n import TicketSubject
from desk.queries.ticket_changes import find_last_changer
from web.context import Visitor


def get_current_values(visitor: Visitor, ticket: Ticket) -> Mapping[str, str]:
    """Return the present value of each field by its action; the subject as the visitor reads it."""
    return {
        "subject": TicketSubject(ticket.subject, ticket.subject_line).say_in(visitor.language),
        "priority": str(ticket.priority),
        "category": _id(ticket.category_id),
        "event": next((one.slug for one in visitor.rules.events if one.id == ticket.event_id), ""),
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
    if was is None:
        return
    ticket = await visitor.desk.lock_ticket(number)
    if get_current_values(visitor, ticket).get(what, was).split() in (was.split(), value.split()):
        return
    writes = next(act.writes for act in ACTS if act.name == what)
    if await find_last_changer(visitor.session, ticket.id, writes) != visitor.person.id:
        raise EditConflict([what], [what])


def _id(one: int | None) -> str:
    return "" if one is None else str(one)


def _at(one: datetime | None) -> str:
    return "" if one is None else one.isoformat()
