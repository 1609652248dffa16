"""Presses and commands one by one, with their time: gathered in memory as they happen while the setting `log_days` is
on, written once a minute, gone by age. Knows no update.

Nothing of it is in the way of a message; a process that is killed loses what it gathered within a minute.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import LoggedUse

_MOST_WAITING = 20_000
"""While the database is away; what comes after is not logged."""


class SeenUse(NamedTuple):
    """One of them; `ticket_number`: of the ticket it was about."""

    at: datetime
    kind: str
    name: str
    person_id: int
    ticket_number: int | None


class UseLog:
    """What was done since it was last written, in one process."""

    def __init__(self) -> None:
        self._seen: list[SeenUse] = []

    def add(self, seen: SeenUse) -> None:
        """Somebody did it."""
        if len(self._seen) < _MOST_WAITING:
            self._seen.append(seen)

    def taken(self) -> Sequence[SeenUse]:
        """What there is to be written; from now on it is gathered anew."""
        seen, self._seen = self._seen, []
        return seen

    def put_back(self, seen: Sequence[SeenUse]) -> None:
        """It could not be written."""
        self._seen = [*seen, *self._seen][:_MOST_WAITING]


async def write(session: AsyncSession, seen: Sequence[SeenUse]) -> None:
    """Add these; no statement for none."""
    if seen:
        await session.execute(insert(LoggedUse), [one._asdict() for one in seen])


async def prune(session: AsyncSession, *, now: datetime, kept: timedelta) -> None:
    """What is older goes; all of it where nothing is kept."""
    await session.execute(delete(LoggedUse).where(LoggedUse.at < now - kept))
