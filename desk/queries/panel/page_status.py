"""The status on every page of the panel: how many tickets are urgent, what waits too long, and which service is
unreachable. Changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.locks import measure_silences
from db.models import Approval, ApprovalState, DeskRow, Person, ReviewCriterion, Ticket
from desk.notifications.to_phone import POLL, TODOIST
from desk.policy import visibility
from desk.policy.lateness import is_due_before
from desk.policy.permissions import Grant, has_grant
from desk.queries.lists import SOON

_SAID_BY = {"telegram": POLL, "board": TODOIST}
"""What waits too long because of an outage, and the outage that says so."""


@dataclass(frozen=True, slots=True)
class BotState:
    """The process that receives messages from Telegram: `silent_for`: how long it has not moved; None: none runs. The
    one that writes the board: how long it has not moved, if one runs."""

    silent_for: timedelta | None
    board_silent_for: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class PageStatus:
    """The status on every page. `urgent`: tickets overdue or due within half an hour, of those that Now lists for
    the viewer; `late`: what waits too long, and since when the admins know (of a restored database: of which moment
    the backup is); `approvals`: answers that the viewer may approve; `has_reviews`: the desk reviews quality, and the
    viewer may; `bot`: None before the desk has had one, and where nothing is sent."""

    urgent: int = 0
    late: Mapping[str, datetime] = field(default_factory=dict)
    approvals: int = 0
    has_reviews: bool = False
    bot: BotState | None = None


async def load_page_status(session: AsyncSession, viewer: Person, now: datetime) -> PageStatus:
    """Load the status for one page."""
    mine = true() if has_grant(viewer, Grant.TEAM) else Ticket.assignee_id == viewer.id
    seen = and_(Ticket.is_worked_on, visibility.is_seen_by_staff(viewer), mine)
    urgent = select(func.count()).select_from(Ticket).where(seen, is_due_before(now + SOON)).scalar_subquery()
    one = select(literal(1).label("one")).subquery()  # so that there is a row before the desk has its own
    query = select(urgent, _count_approvals(viewer), _has_reviews(viewer), DeskRow).select_from(one)
    found = (await session.execute(query.outerjoin(DeskRow, true()))).one()
    row: DeskRow | None = found[3]
    late = {what: min(at, now) for what, at in _list_troubles(row).items()}  # a clock may have been set back since
    return PageStatus(found[0], late, found[1], found[2], await _find_bot(session, row))


async def load_troubles(session: AsyncSession) -> tuple[Mapping[str, datetime], BotState | None]:
    """Load only what waits too long, and the state of the bot."""
    row = await session.scalar(select(DeskRow))
    return _list_troubles(row), await _find_bot(session, row)


async def _find_bot(session: AsyncSession, row: DeskRow | None) -> BotState | None:
    if row is None or row.bot_id is None or row.is_quiet:
        return None
    name, board = f"bot:{row.bot_id}", "todoist"
    silent = await measure_silences(session, name, board)
    return BotState(silent.get(name), silent.get(board, timedelta(0)))


def _list_troubles(row: DeskRow | None) -> Mapping[str, datetime]:
    if row is None:
        return {}
    told: Mapping[str, str] = {what: at for what, at in row.troubles.items() if _SAID_BY.get(what) not in row.troubles}
    restored = "quiet" if row.is_quiet else "recovery" if row.recovery is not None else None
    copied = {restored: row.backup_at} if restored is not None and row.backup_at is not None else {}
    late = sorted(told.items(), key=itemgetter(1), reverse=True)  # of one name the one that began first
    return copied | {what.partition("-")[0]: datetime.fromisoformat(at) for what, at in late}


def _count_approvals(viewer: Person) -> ColumnElement[int]:
    """Count what the page of approvals lists, for who may approve."""
    if not has_grant(viewer, Grant.APPROVE):
        return literal(0)
    listed = and_(Approval.state == ApprovalState.WAITING, Approval.author_id != viewer.id)
    waiting = select(func.count()).select_from(Approval).join(Ticket, Ticket.id == Approval.ticket_id)
    return waiting.where(listed, visibility.is_seen_by_staff(viewer)).scalar_subquery()


def _has_reviews(viewer: Person) -> ColumnElement[bool]:
    if not has_grant(viewer, Grant.REVIEW):
        return false()
    return exists().where(ReviewCriterion.removed_at.is_(None))
