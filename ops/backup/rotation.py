"""The archives of a directory, and how long they are kept: all of the last two days, one made by hand for a week, and
the newest of each day and of each week, for so many.

Only files named as archives are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_NAME = re.compile(r"pulldesk-(\d{8}T\d{6})Z(-by-hand)?\.backup")
_FORM = "%Y%m%dT%H%M%S"
_SLACK = timedelta(minutes=1)  # between the clocks of several machines
_ALL, _BY_HAND = timedelta(hours=48), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StoredArchive:
    """An archive of a directory, the moment it was taken at, and whether a person asked for it, by its name."""

    taken_at: datetime
    path: Path
    is_by_hand: bool = False


def make_name(taken_at: datetime, *, by_hand: bool = False) -> str:
    """Return the name of the archive taken at this moment."""
    return f"pulldesk-{taken_at.astimezone(UTC):{_FORM}}Z{'-by-hand' if by_hand else ''}.backup"


def list_archives(directory: Path) -> list[StoredArchive]:
    """Return the archives of a directory, the newest first; none if there is no such directory."""
    found = [(_NAME.fullmatch(path.name), path) for path in directory.glob("pulldesk-*.backup")]
    known = [StoredArchive(_read_time(match[1]), path, bool(match[2])) for match, path in found if match is not None]
    return sorted(known, key=lambda one: one.taken_at, reverse=True)


def list_past(directory: Path, now: datetime) -> list[StoredArchive]:
    """Return the archives that were not made ahead of the clock, the newest first: one made while it was wrong is no
    backup of today, and stays until its time has come."""
    return [one for one in list_archives(directory) if one.taken_at <= now + _SLACK]


def choose_old(archives: Iterable[StoredArchive], now: datetime, *, days: int, weeks: int) -> list[StoredArchive]:
    """Return those that are kept no longer: the file that leads back from an upgrade outlives the backups after it."""
    newest_first = sorted(archives, key=lambda one: one.taken_at, reverse=True)
    kept = _keep(newest_first, lambda at: at.date(), days) | _keep(newest_first, lambda at: at.isocalendar()[:2], weeks)
    kept |= {one for one in newest_first if now - one.taken_at <= (_BY_HAND if one.is_by_hand else _ALL)}
    return [one for one in newest_first if one not in kept]


def _keep(
    newest_first: Iterable[StoredArchive], period: Callable[[datetime], Hashable], most: int
) -> set[StoredArchive]:
    kept: dict[Hashable, StoredArchive] = {}
    for one in newest_first:
        if len(kept) < most:
            kept.setdefault(period(one.taken_at), one)
    return set(kept.values())


def _read_time(text: str) -> datetime:
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
