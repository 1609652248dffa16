"""Root causes that agents choose for tickets, from the list that admins keep. Choosing one notifies no one."""

import hashlib

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import RootCause
from desk import Desk, Outdated, TicketResult, history
from desk.policy import Verb

_KEY = 8


def make_key(name: str) -> str:
    """Return what a button says for the cause, independent of the order of the list."""
    return hashlib.sha256(_fold(name).encode()).hexdigest()[:_KEY]


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()


async def set_root_cause(desk: Desk, number: int, cause: str | None) -> TicketResult:
    """Set the cause of that name or key (None: no cause). Raises NoSuchTicket, NotAllowed, and Outdated for a cause no
    longer listed."""
    name = next((one for one in desk.rules.team.root_causes if cause in (one, make_key(one))), None)
    if cause is not None and name is None:
        raise Outdated(number, "no-such-cause")
    async with desk.change(number, Verb.SET_ROOT_CAUSE) as ticket:
        new = await _get_or_create(desk.session, name) if name is not None else None
        if ticket.root_cause_id == new:
            return await desk.make_result(ticket, changed=False)
        old = await get_name(desk.session, ticket.root_cause_id)
        desk.record(ticket, history.ROOT_CAUSE, old, name, old_id=ticket.root_cause_id, new_id=new)
        ticket.root_cause_id = new
    return await desk.make_result(ticket)


async def get_name(session: AsyncSession, cause: int | None) -> str | None:
    """Return the cause's name."""
    row = await session.get(RootCause, cause) if cause is not None else None
    return row.name if row is not None else None


async def _get_or_create(session: AsyncSession, name: str) -> int:
    """Return the id of the cause's row, added when it is first chosen; concurrent callers get the same one."""
    mine = select(RootCause.id).where(RootCause.folded == _fold(name))
    if (found := await session.scalar(mine)) is not None:
        return found
    made = insert(RootCause).values(name=name, folded=_fold(name)).on_conflict_do_nothing()
    await session.execute(made)
    return (await session.execute(mine)).scalar_one()
