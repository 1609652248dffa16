"""Undoes a change of the assignee or of the priority that the actor has made, as long as nothing has followed it.

A mark is the id of the newest row of the history that the change has written: the history knows what was there before.
"""

from datetime import datetime

from sqlalchemy import Select, select

from db.models import History, Person, any_of
from desk import Desk, Refused, TicketResult, history
from desk.people.person_rows import lock_people
from desk.policy import Verb
from desk.tickets import assignment, fields

_MOVES = (history.ASSIGNEE, history.STATUS)
"""What a change of the assignee may change, and what changes it again."""


async def find_mark(desk: Desk, ticket_id: int, field: str, since: datetime) -> int | None:
    """Return the mark of the newest change of a field of the ticket; None unless the actor has made it since then."""
    await desk.session.flush()
    newest = await desk.session.scalar(_select_newest(ticket_id, field))
    row = await desk.session.get(History, newest) if newest is not None else None
    return newest if row is not None and row.actor_id == desk.actor_id and row.at >= since else None


async def undo_change(desk: Desk, number: int, mark: int) -> TicketResult:
    """Give the ticket back to whom it was with, or its former priority back. Raises Refused if anything of it was
    changed since, by anybody, and what a change by hand would raise."""
    session, row = desk.session, await desk.session.get(History, mark)
    passed = Refused("undo-passed", number=number)
    if row is None or row.actor_id != desk.actor_id or row.field not in (*_MOVES, history.PRIORITY):
        raise passed
    is_priority = row.field == history.PRIORITY
    field = history.PRIORITY if is_priority else history.ASSIGNEE
    changed = select(History).where(History.ticket_id == row.ticket_id, History.field == field, History.id <= mark)
    before = await session.scalar(changed.order_by(History.id.desc()).limit(1))
    if before is None or (not is_priority and before.old is not None and before.old_id is None):
        raise passed
    former = None if before.old_id is None else await session.get(Person, before.old_id)
    await lock_people(session, before.old_id, desk.actor_id)
    async with desk.change(number, Verb.PRIORITISE if is_priority else Verb.RELEASE) as ticket:
        if await session.scalar(_select_newest(ticket.id, field)) != mark:
            raise passed
        if is_priority:
            return await fields.prioritise(desk, number, int(before.old or 0))
        if former is None:
            return await assignment.release(desk, number)
        return await assignment.hand_over_to(desk, number, former)


def _select_newest(ticket_id: int, field: str) -> Select[int]:
    """Select the id of the newest row of what a change of that field may change."""
    of = (field,) if field == history.PRIORITY else _MOVES
    rows = select(History.id).where(History.ticket_id == ticket_id, any_of(History.field, of))
    return rows.order_by(History.id.desc()).limit(1)
