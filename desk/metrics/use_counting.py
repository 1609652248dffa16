"""How the bot is used: counted in memory, written once a minute in one statement. Knows no update. Counting never
delays a message; a process that is killed loses the last minute."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from desk.metrics import periods

EVERY = timedelta(minutes=1)
_ADD = text("""
insert into uses (day, kind, name, person_id, n)
select * from unnest(cast(:days as date[]), cast(:kinds as text[]), cast(:names as text[]), cast(:people as bigint[]),
  cast(:counts as int[]))
""")
_MERGE = text("""
with several as (
  select day, kind, name, person_id from uses where day >= :first and day < :before
  group by day, kind, name, person_id having count(*) > 1),
gone as (
  delete from uses u using several s
  where u.day = s.day and u.kind = s.kind and u.name = s.name and u.person_id is not distinct from s.person_id
  returning u.day, u.kind, u.name, u.person_id, u.n)
insert into uses (day, kind, name, person_id, n)
select day, kind, name, person_id, sum(n) from gone group by day, kind, name, person_id
""")
_OVER = timedelta(days=2)
_NEWER_THAN = timedelta(days=16)


class UseKind(StrEnum):
    """Kinds of use."""

    COMMAND = "command"
    BUTTON = "button"
    MESSAGE = "message"


class UseCounter:
    """Uses since the last write, in one process."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[date, str, str, int]] = Counter()
        self._since: datetime | None = None

    def count_use(self, kind: UseKind, name: str, person_id: int, *, now: datetime, zone: str) -> None:
        """Count one use; `name`: of the command or button."""
        self._seen[periods.get_today(now, zone), kind.value, name, person_id] += 1
        self._since = self._since or now

    def is_due(self, now: datetime) -> bool:
        """Return True if there is something to write and a minute has passed (or the clock went back)."""
        return self._since is not None and not timedelta(0) <= now - self._since < EVERY

    def take_counts(self) -> Counter[tuple[date, str, str, int]]:
        """Return what is to be written, and start again from zero."""
        seen, self._seen, self._since = self._seen, Counter(), None
        return seen

    def put_back(self, seen: Counter[tuple[date, str, str, int]], *, now: datetime) -> None:
        """Keep counts that could not be written."""
        self._seen.update(seen)
        self._since = now


async def write_counts(session: AsyncSession, seen: Counter[tuple[date, str, str, int]]) -> None:
    """Add these counts to the stored ones."""
    days, kinds, names, people = zip(*seen, strict=True)
    counts = list(seen.values())
    given = {"days": list(days), "kinds": list(kinds), "names": list(names), "people": list(people), "counts": counts}
    await session.execute(_ADD, given)


async def merge_minutes(session: AsyncSession, now: datetime) -> None:
    """Merge the rows of each minute into one for each person and use, for days that are over in every time zone and
    within the last two weeks; earlier days were merged then."""
    today = now.astimezone(UTC).date()
    await session.execute(_MERGE, {"first": today - _NEWER_THAN, "before": today - _OVER})
