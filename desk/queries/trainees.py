"""Figures of a trainee: what became of their answers, and how long these waited. Changes nothing, words nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Approval, ApprovalState, Person
from desk.people import person_rows
from desk.policy import STAFF
from desk.policy.permissions import Grant, has_grant

PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TraineeFigures:
    """A trainee's answers of the last 30 days: sent unchanged, sent with changes, returned at least once, waiting now.
    `wait`: the median time until a decision. `mentor`: by name; `mentors`: by Telegram id and name who can be one."""

    name: str
    unchanged: int
    changed: int
    returned: int
    waiting: int
    wait: timedelta | None
    mentor: str | None
    mentors: tuple[tuple[int, str], ...]

    @property
    def share(self) -> int:
        """Return how many percent of the answers that were sent went unchanged."""
        sent = self.unchanged + self.changed
        return round(100 * self.unchanged / sent) if sent else 0


async def load_figures(session: AsyncSession, person: int, *, now: datetime) -> TraineeFigures | None:
    """Load the figures of a person by Telegram id; None for who is not on the team."""
    one = await person_rows.find_by_telegram(session, person)
    if one is None or one.role not in STAFF:
        return None
    decided = Approval.state.in_((ApprovalState.SENT, ApprovalState.CHANGED))
    counts = select(
        func.count().filter(Approval.state == ApprovalState.SENT, Approval.returns == 0),
        func.count().filter(decided),
        func.count().filter(Approval.returns > 0),
        func.count().filter(Approval.state == ApprovalState.WAITING),
        func.percentile_cont(0.5).within_group(Approval.decided_at - Approval.first_asked_at).filter(decided),
    ).where(Approval.author_id == one.id, Approval.first_asked_at > now - PERIOD, ~Approval.helped)
    unchanged, sent, returned, waiting, wait = (await session.execute(counts)).one()
    mentor = await session.get(Person, one.mentor_id) if one.mentor_id is not None else None
    return TraineeFigures(
        one.name, unchanged, sent - unchanged, returned, waiting, wait,
        mentor.name if mentor is not None else None, await _list_mentors(session, one),
    )  # fmt: skip


async def _list_mentors(session: AsyncSession, trainee: Person) -> tuple[tuple[int, str], ...]:
    staff = select(Person).where(
        Person.role.in_(STAFF), Person.dismissed_at.is_(None), Person.telegram_id.is_not(None), Person.id != trainee.id
    )
    found = await session.scalars(staff.order_by(Person.name, Person.id))
    return tuple((one.telegram_id or 0, one.name) for one in found if has_grant(one, Grant.APPROVE))
