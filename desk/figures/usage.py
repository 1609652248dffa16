"""How the bot is used: counted in memory as it happens, written once a minute in one statement. Knows no update.

Nothing of it is in the way of a message; a process that is killed loses what it counted within a minute.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Use
from desk.figures import periods
from desk.figures.periods import Period

EVERY = timedelta(minutes=1)
_ADD = text("""
insert into uses (day, kind, name, person_id, n)
select * from unnest(cast(:days as date[]), cast(:kinds as text[]), cast(:names as text[]), cast(:people as bigint[]),
  cast(:counts as int[]))
""")


class UseKind(StrEnum):
    """What somebody did."""

    COMMAND = "command"
    BUTTON = "button"
    MESSAGE = "message"


class UseCounter:
    """What people did with the bot since it was last written, in one process."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[date, str, str, int]] = Counter()
        self._since: datetime | None = None

    def count(self, kind: UseKind, name: str, person_id: int, *, now: datetime, zone: str) -> None:
        """Somebody did it now; `name`: of the command or button."""
        self._seen[periods.today(now, zone), kind.value, name, person_id] += 1
        self._since = self._since or now

    def is_due(self, now: datetime) -> bool:
        """Whether there is something, and a minute has passed (or the clock went back)."""
        return self._since is not None and not timedelta(0) <= now - self._since < EVERY

    def taken(self) -> Counter[tuple[date, str, str, int]]:
        """What there is to be written; from now on it is counted anew."""
        seen, self._seen, self._since = self._seen, Counter(), None
        return seen

    def put_back(self, seen: Counter[tuple[date, str, str, int]], *, now: datetime) -> None:
        """It could not be written."""
        self._seen.update(seen)
        self._since = now


async def write(session: AsyncSession, seen: Counter[tuple[date, str, str, int]]) -> None:
    """Add these to what is stored."""
    days, kinds, names, people = zip(*seen, strict=True)
    counts = list(seen.values())
    given = {"days": list(days), "kinds": list(kinds), "names": list(names), "people": list(people), "counts": counts}
    await session.execute(_ADD, given)


async def by_name(session: AsyncSession, kind: UseKind, period: Period) -> list[tuple[str, int]]:
    """How often each command was sent, or each button pressed; most first."""
    many = func.sum(Use.n)
    query = select(Use.name, many).where(Use.kind == kind.value, Use.day.between(period.first, period.last))
    rows = await session.execute(query.group_by(Use.name).order_by(many.desc(), Use.name))
    return [(name, int(n)) for name, n in rows]
