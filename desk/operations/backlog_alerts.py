"""Check whether anything waits longer than it should, and notify the admins: once for each problem, and when it is
over.

What was notified is stored in the desk's row, for failed jobs in theirs. Parked jobs wait for a person, and jobs not
yet due for a time: neither is late.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Box, DeskRow
from desk import DeskSettings, installation
from desk.notifications import to_staff
from desk.operations import failed_mails

LATE, LATE_ON_BOARD = timedelta(minutes=5), timedelta(minutes=15)


class Late(StrEnum):
    """Kinds of work that can be late; the keys of the lines are `late-<value>` and `late-<value>-over`."""

    TELEGRAM = "telegram"
    INBOX = "inbox"
    BOARD = "board"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait too long, and since when the oldest does."""

    count: int
    oldest: datetime | None


NOTHING = Waiting(0, None)
_MAIL = "mail"
_BOXES = {Box.TO_TELEGRAM: Late.TELEGRAM, Box.FROM_TELEGRAM: Late.INBOX}
_LATE = text("""
select box as late, count(*) as n, min(created_at) as oldest from jobs
where box = any(:boxes) and state = 'waiting' and lane <= 1 and created_at < :before
  and (attempts > 0 or due_at < :before)
group by box
union all
select 'board', count(*), min(created_at) from board_commands where answered_at is null and created_at < :board_before
""")
_FAILED = text("""
with told as (
  update jobs set told_at = :now
  where state = 'buried' and told_at is null and coalesce(error, '') not like 'gone%'
  returning id, box = 'from_mail' as is_mail, case when box = 'from_mail' then substring(payload, 1, 4000) end as about)
select id, is_mail, about from told order by id
""")
_NAMED, _LONGEST_NAME = 3, 200
"""Mails that a line names, of those that failed together."""


async def check_backlog(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Check once, in the caller's unit of work."""
    row = await installation.load_row(session)
    told = dict(row.troubles)
    found = await _find_backlog(session, now)
    if not rules.board.enabled:
        found[Late.BOARD] = NOTHING
    found[Late.BACKUP] = _find_late_backup(row, now)
    for late, waiting in found.items():
        await _tell(session, told, late, waiting, now)
    await _tell_failed(session, now)
    if told != row.troubles:
        await session.refresh(row, ["troubles"], with_for_update=True)  # another process may write of e-mail
        others = {what: at for what, at in row.troubles.items() if what not in found}
        row.troubles = others | {what: at for what, at in told.items() if what in found}


async def report_mail(session: AsyncSession, now: datetime, *, side: str = "", why: str = "", word: str = "") -> None:
    """Tell admins once that mails are not read or not sent (`side`: reading or sending) and `why`, in fixed words; or,
    without a side, that both work again. `word`: with which the access tokens are refused, which has a line of its own
    in their language."""
    row = await installation.load_row(session)
    await session.refresh(row, ["troubles"], with_for_update=True)
    if (_MAIL in row.troubles) is bool(side):
        return
    if side:
        row.troubles = row.troubles | {_MAIL: now.isoformat()}
        await to_staff.tell_admins(session, "mail-stopped", now=now, side=side, why=why, word=word or "none")
    else:
        row.troubles = {what: at for what, at in row.troubles.items() if what != _MAIL}
        await to_staff.tell_admins(session, "mail-stopped-over", now=now)


async def _find_backlog(session: AsyncSession, now: datetime) -> dict[Late, Waiting]:
    given = {"boxes": [box.value for box in _BOXES], "before": now - LATE, "board_before": now - LATE_ON_BOARD}
    rows = await session.execute(_LATE, given)
    late = {_BOXES.get(row.late, Late.BOARD): Waiting(row.n, row.oldest) for row in rows}
    return {each: late.get(each, NOTHING) for each in Late}


def _find_late_backup(row: DeskRow, now: datetime) -> Waiting:
    """Two that were due are missing, if backups are made by themselves."""
    if row.backed_up_at is None or row.backup_hours is None:
        return NOTHING
    is_late = now - row.backed_up_at > 2 * timedelta(hours=row.backup_hours)
    return Waiting(1, row.backed_up_at) if is_late else NOTHING


async def _tell(session: AsyncSession, told: dict[str, object], late: Late, waiting: Waiting, now: datetime) -> None:
    if waiting.oldest is not None and late not in told:
        told[late.value] = now.isoformat()
        age = int((now - waiting.oldest).total_seconds())
        await to_staff.tell_admins(session, f"late-{late.value}", now=now, n=waiting.count, age=age)
    elif waiting.oldest is None and late in told:
        del told[late.value]
        await to_staff.tell_admins(session, f"late-{late.value}-over", now=now)


async def _tell_failed(session: AsyncSession, now: datetime) -> None:
    """Notify of each failed job once, of several together; mails are named by sender and subject."""
    rows = (await session.execute(_FAILED, {"now": now})).all()
    mails = [failed_mails.read_about(bytes(row.about)) or "?" for row in rows if row.is_mail]
    if len(rows) > len(mails):
        await to_staff.tell_admins(session, "late-failed", now=now, n=len(rows) - len(mails))
    if mails:
        named = "\n".join(f"• {one[:_LONGEST_NAME]}" for one in mails[:_NAMED])
        more = max(len(mails) - _NAMED, 0)
        await to_staff.tell_admins(session, "late-mails", now=now, n=len(mails), named=named, more=more)
