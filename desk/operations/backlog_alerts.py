"""Looks whether something waits longer than it should, and tells the admins: once per trouble, and when it is over.

What is told is kept in the desk's row, of jobs given up in theirs. Parked jobs wait for a person, jobs not due yet for
a time: neither is late.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk import installation
from desk.notifications import to_staff
from desk.settings import DeskSettings

LATE, LATE_ON_BOARD = timedelta(minutes=5), timedelta(minutes=15)


class Late(StrEnum):
    """What can be late; the keys of the lines are `late-<value>` and `late-<value>-over`."""

    TELEGRAM = "telegram"
    INBOX = "inbox"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait too long, and since when the oldest does."""

    count: int
    oldest: datetime | None


_LATE = text("""
select count(*) as n, min(created_at) as oldest from jobs
where box = :box and state = 'waiting' and lane <= 1 and created_at < :before and (attempts > 0 or due_at < :before)
""")
_COMMANDS = text("""
select count(*) as n, min(created_at) as oldest from board_commands where answered_at is null and created_at < :before
""")
_FAILED = text("""
with told as (
  update jobs set told_at = :now
  where state = 'buried' and told_at is null and coalesce(error, '') not like 'gone%' returning id)
select count(*) as n from told
""")


async def check_backlog(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """One look, in the caller's unit of work."""
    row = await installation.row(session)
    told = dict(row.troubles)
    found = {
        Late.TELEGRAM: await _jobs(session, "to_telegram", now - LATE),
        Late.INBOX: await _jobs(session, "from_telegram", now - LATE),
        Late.BOARD: await _commands(session, now - LATE_ON_BOARD) if rules.board else Waiting(0, None),
    }
    for late, waiting in found.items():
        await _tell(session, told, late, waiting, now)
    await _tell_failed(session, now)
    if told != row.troubles:
        row.troubles = told


async def _jobs(session: AsyncSession, box: str, before: datetime) -> Waiting:
    row = (await session.execute(_LATE, {"box": box, "before": before})).one()
    return Waiting(row.n, row.oldest)


async def _commands(session: AsyncSession, before: datetime) -> Waiting:
    row = (await session.execute(_COMMANDS, {"before": before})).one()
    return Waiting(row.n, row.oldest)


async def _tell(session: AsyncSession, told: dict[str, object], late: Late, waiting: Waiting, now: datetime) -> None:
    if waiting.oldest is not None and late not in told:
        told[late.value] = now.isoformat()
        age = int((now - waiting.oldest).total_seconds())
        await to_staff.tell_admins(session, f"late-{late.value}", now=now, n=waiting.count, age=age)
    elif waiting.oldest is None and late in told:
        del told[late.value]
        await to_staff.tell_admins(session, f"late-{late.value}-over", now=now)


async def _tell_failed(session: AsyncSession, now: datetime) -> None:
    """Each job given up is told of once, several at once together, whatever was given up before it."""
    count = (await session.execute(_FAILED, {"now": now})).scalar_one()
    if count:
        await to_staff.tell_admins(session, "late-failed", now=now, n=count)
