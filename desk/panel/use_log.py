"""The log of presses and commands, with their times: gathered in memory while the setting `log_days` is on, written
once a minute, deleted by age. Knows no update.

It never delays a message; a process that is killed loses the last minute.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import CursorResult, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import LoggedUse

_AT_ONCE = 5000
_MOST_WAITING = 20_000
"""The limit while the database is away; further uses are not logged."""


class SeenUse(NamedTuple):
    """One use; `ticket_number`: the ticket it was about."""

    at: datetime
    kind: str
    name: str
    person_id: int
    ticket_number: int | None


class UseLog:
    """The uses since the last write, in one process."""

    def __init__(self) -> None:
        self._seen: list[SeenUse] = []

    def add_use(self, seen: SeenUse) -> None:
        if len(self._seen) < _MOST_WAITING:
            self._seen.append(seen)

    def take_uses(self) -> Sequence[SeenUse]:
        """Return what is to be written, and start an empty list."""
        seen, self._seen = self._seen, []
        return seen

    def put_back(self, seen: Sequence[SeenUse]) -> None:
        """Keep uses that could not be written."""
        self._seen = [*seen, *self._seen][:_MOST_WAITING]


async def write_uses(session: AsyncSession, seen: Sequence[SeenUse]) -> None:
    """Insert these uses; no statement if there is none."""
    if seen:
        await session.execute(insert(LoggedUse), [one._asdict() for one in seen])


async def prune_uses(session: AsyncSession, *, now: datetime, kept: timedelta) -> bool:
    """Delete some thousand uses older than `kept`, whatever their age if it is zero; return True if there may be
    more."""
    old = select(LoggedUse.id).where(LoggedUse.at < now - kept).limit(_AT_ONCE)
    done = await session.execute(delete(LoggedUse).where(LoggedUse.id.in_(old)))
    assert isinstance(done, CursorResult)
    return done.rowcount >= _AT_ONCE
