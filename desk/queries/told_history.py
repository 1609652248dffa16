"""The history of a ticket as its requester may see it: filed, taken, moved, ended. Changes nothing.

Reasons, labels, priorities and names of people who moved a task are left out, and so are changes undone at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import WORKING
from db.models import History, Status, Ticket
from desk import history

MOST = 10
_RELEASED = "released"
_AT_REST = frozenset(Status) - WORKING
_SAID_BY_THE_ASSIGNEE = (Status.NEW, Status.ASSIGNED)


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A step of a ticket's history: `what` is a status, or one of filed, taken (by `name`), taken-on-board,
    released."""

    at: datetime
    what: str
    name: str | None = None


async def list_steps(session: AsyncSession, ticket: Ticket, *, undo: timedelta) -> tuple[HistoryStep, ...]:
    """Return the last steps, oldest first, that the requester was told; a step followed by another of its kind
    within `undo` is left out."""
    rows = select(History).where(
        History.ticket_id == ticket.id, History.field.in_((history.FILED, history.STATUS, history.ASSIGNEE))
    )
    if ticket.tell is not None and "until" in ticket.tell:
        rows = rows.where(History.at < datetime.fromisoformat(ticket.tell["until"]))
    found = [(row.field, turn) for row in await session.scalars(rows.order_by(History.id)) if (turn := _make_step(row))]
    return tuple(_drop_undone(found, undo))[-MOST:]


def _make_step(row: History) -> HistoryStep | None:
    if row.field == history.FILED:
        return HistoryStep(row.at, "filed")
    if row.field == history.ASSIGNEE:
        if row.new is not None:
            return HistoryStep(row.at, "taken", row.new)
        return HistoryStep(row.at, "taken-on-board" if row.old is None else _RELEASED)
    return HistoryStep(row.at, row.new) if row.new and row.new not in _SAID_BY_THE_ASSIGNEE else None


def _drop_undone(found: Iterable[tuple[str, HistoryStep]], undo: timedelta) -> list[HistoryStep]:
    kept: list[tuple[str, HistoryStep]] = []
    for field, turn in found:
        before = next((one for one in reversed(kept) if one[0] == field), None)
        if before is not None and turn.at - before[1].at < undo:
            kept.remove(before)
        kept.append((field, turn))
    lasting: list[HistoryStep] = []
    rests = False
    for field, turn in kept:
        rests = turn.what in _AT_REST if field == history.STATUS else rests
        if rests and turn.what == _RELEASED:
            continue  # the agent left the team after the ticket was finished
        if not lasting or (lasting[-1].what, lasting[-1].name) != (turn.what, turn.name):
            lasting.append(turn)
    return lasting
