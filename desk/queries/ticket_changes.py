"""All that became of a ticket, for staff: who changed what, when, through which door. Changes nothing.

Its requester, and whoever is no staff (any more), gets none of it: theirs is `history`.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, History, Person, Ticket
from db.sql import any_of
from desk import history
from desk.policy import permissions
from desk.queries.dto import PAGE, Change, ChangesPage
from desk.text.subject import JOINT

WITHDRAWN = "\0"  # instead of words that were taken back: no text that is stored holds it
_WORDS = (history.FILED, history.SUBJECT, history.HOLD_REASON)


async def changes(session: AsyncSession, ticket_id: int, viewer: Person, page: int = 0) -> ChangesPage | None:
    """A page of them, from 1; 0, or one too far, is the last. None: not for this viewer."""
    ticket = await session.get(Ticket, ticket_id)
    who = await permissions.standing(session, ticket, viewer) if ticket is not None else permissions.Access()
    if ticket is None or not (who.staff and permissions.sees_ticket(ticket, who)):
        return None
    rows = select(History).where(History.ticket_id == ticket_id)
    total = (await session.execute(select(func.count()).select_from(rows.subquery()))).scalar_one()
    pages = max(1, -(-total // PAGE))
    page = min(page, pages) or pages
    found = await session.scalars(rows.order_by(History.id).offset((page - 1) * PAGE).limit(PAGE))
    gone = await _withdrawn(session, ticket_id)
    shown = [_without(_change(row), gone) for row in found]
    named = await _named(session, shown)
    shown = [replace(one, new=named.get(one.new, "")) if _is_lost_assignee(one) else one for one in shown]
    return ChangesPage(ticket.number, ticket.subject, tuple(shown), page, pages)


def _change(row: History) -> Change:
    lost = row.field.startswith(history.LOST)
    field = row.field.removeprefix(history.LOST)
    return Change(row.at, field, row.old, row.new, row.actor_name, row.origin, lost)


def _is_lost_assignee(change: Change) -> bool:
    return change.lost and change.field == history.ASSIGNEE and change.new is not None


async def _named(session: AsyncSession, shown: Sequence[Change]) -> dict[str | None, str]:
    """Names of those whom the board meant by their Todoist ids."""
    ids = [change.new for change in shown if _is_lost_assignee(change)]
    if not ids:
        return {}
    rows = await session.execute(select(Person.todoist_id, Person.name).where(any_of(Person.todoist_id, ids)))
    return {todoist_id: name for todoist_id, name in rows}  # noqa: C416  (rows are not tuples of the key's type)


async def _withdrawn(session: AsyncSession, ticket_id: int) -> Sequence[str]:
    """What was taken back, as one line each."""
    bodies = select(Entry.body).where(Entry.ticket_id == ticket_id, Entry.withdrawn_at.is_not(None))
    return [_line(body) for body in await session.scalars(bodies)]


def _without(change: Change, gone: Sequence[str]) -> Change:
    """Words that were taken back everywhere are not read here either."""
    if not gone or change.field not in _WORDS:
        return change
    old, new = (WITHDRAWN if text and _is_of(text, gone) else text for text in (change.old, change.new))
    return replace(change, old=old, new=new)


def _is_of(text: str, gone: Sequence[str]) -> bool:
    parts = [_line(part).rstrip("…") for part in text.split(JOINT)]
    return any(part and part in body for part in parts for body in gone)


def _line(text: str) -> str:
    return " ".join(text.split()).casefold()
