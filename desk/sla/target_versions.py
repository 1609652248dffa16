"""Versions of the desk's targets: the one in force, and the values of an older one. Knows no ticket.

The targets themselves are settings; a version is stored when the first ticket is filed under them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Policy, Target
from desk.settings import DeskSettings
from desk.settings.kinds import TargetLengths

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('pulldesk policy'))")
_NEWEST = select(Target).where(Target.version == select(func.max(Policy.version)).scalar_subquery())


async def ensure_current_version(session: AsyncSession, rules: DeskSettings, now: datetime) -> int:
    """Return the version of the current settings; stored first if it is not the newest."""
    version, stored = await _load_newest(session)
    if stored == rules.targets.by_priority:
        return version
    await session.execute(_ONE_AT_A_TIME)
    version, stored = await _load_newest(session)
    if stored == rules.targets.by_priority:
        return version
    await session.execute(insert(Policy).values(version=version + 1, made_at=now))
    rows = [
        {
            "version": version + 1,
            "priority": priority,
            "first_response": _seconds(lengths.first_response),
            "solution": _seconds(lengths.solution),
        }
        for priority, lengths in rules.targets.by_priority.items()
    ]
    await session.execute(insert(Target), rows)
    return version + 1


async def load_targets(session: AsyncSession, version: int) -> Mapping[int, TargetLengths]:
    """Return the targets of a version, by priority."""
    return _by_priority(await session.scalars(select(Target).where(Target.version == version)))


async def _load_newest(session: AsyncSession) -> tuple[int, Mapping[int, TargetLengths]]:
    rows = list(await session.scalars(_NEWEST))
    return (rows[0].version if rows else 0), _by_priority(rows)


def _by_priority(rows: Iterable[Target]) -> dict[int, TargetLengths]:
    return {
        row.priority: TargetLengths(timedelta(seconds=row.first_response), timedelta(seconds=row.solution))
        for row in rows
    }


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
