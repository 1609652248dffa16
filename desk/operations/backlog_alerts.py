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

from db.models import Box, DeskRow, Role
from desk import Desk, DeskSettings, installation
from desk.notifications import to_admins, to_phone
from desk.notifications.to_phone import POLL, TODOIST, TOKEN, PhoneReason
from desk.operations import failed_mails
from desk.staff import who_is_there

LATE, LATE_ON_BOARD, LATE_APART = timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=15)


class Late(StrEnum):
    """Kinds of work that can be late; the keys of the lines are `late-<value>` and `late-<value>-over`."""

    TELEGRAM = "telegram"
    INBOX = "inbox"
    BOARD = "board"
    BACKUP = "backup"


_APART = (
    Box.FROM_MAIL, Box.TO_MAIL, Box.TO_WEBHOOKS, Box.TO_CRM, Box.REPORTS, Box.TO_GATEWAY, Box.TO_ACCOUNTS,
    Box.TO_ASSIST,
)  # fmt: skip
"""Boxes whose receivers fail one by one, which is told elsewhere: they are late if nobody works them off at all."""
WORK = "work-"
"""Begins the name of such a box's trouble; the line is `late-work`, with the box."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait too long, and since when the oldest does."""

    count: int
    oldest: datetime | None


NOTHING = Waiting(0, None)
MAIL = "mail"
"""Begins the names of the troubles of e-mail, of which each side has its own."""
_MAIL_TOLD = f"{MAIL}-told"
_POLL_TOLD = f"{POLL}-told"
_BOXES = {Box.TO_TELEGRAM: Late.TELEGRAM, Box.FROM_TELEGRAM: Late.INBOX}
_LATE = text("""
select box as late, count(*) as n, min(created_at) as oldest from jobs
where box = any(:boxes) and state = 'waiting' and lane <= 1 and created_at < :before
  and (attempts > 0 or due_at < :before)
group by box
union all
select 'board', count(*), min(created_at) from board_commands where answered_at is null and created_at < :board_before
""")
_UNATTENDED = text("""
select * from (
  select box, count(*) filter (where due_at < :before) as n, min(due_at) as oldest from job_keys
  where box = any(:boxes) group by box having count(worker) = 0 and min(due_at) < :before) late
where not exists (select from jobs j where j.settled_at > :before and j.box = late.box)
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


async def check_backlog(
    session: AsyncSession, now: datetime, rules: DeskSettings, *, calm: timedelta | None = None
) -> None:
    """Check once, in the caller's unit of work. `calm`: how long ago the clock jumped or the machine woke, if it did:
    what became due meanwhile is late only once there was time to do it."""
    row = await installation.load_row(session)
    told = dict(row.troubles)
    found = await _find_backlog(session, now)
    if not rules.board.enabled:
        found[Late.BOARD] = NOTHING
    found[Late.BACKUP] = _find_late_backup(row, now)
    found |= await _find_unattended(session, now)
    await _end_what_is_gone(session, row, rules)
    for late, waiting in found.items():
        if late in told or calm is None or calm >= _get_patience(late):
            await _tell(session, told, late, waiting, now)
    await _tell_failed(session, now)
    if told != row.troubles:
        await session.refresh(row, ["troubles"], with_for_update=True)  # another process may write of e-mail
        others = {what: at for what, at in row.troubles.items() if what not in found}
        row.troubles = others | {what: at for what, at in told.items() if what in found}


async def note_mail(session: AsyncSession, now: datetime, side: str, since: datetime | None) -> None:
    """Note for the panel since when one side of e-mail does not work, or without a time that it works. Tell admins that
    all works again if they were told, and no side is in trouble any more, whichever process noted it."""
    await note_trouble(session, f"{MAIL}-{side}", since)
    left = {what for what in (await installation.load_row(session)).troubles if what.startswith(f"{MAIL}-")}
    if left == {_MAIL_TOLD} and since is None and await note_trouble(session, _MAIL_TOLD, None) is not None:
        await to_admins.tell_admins(session, "mail-stopped-over", now=now)


async def report_mail(session: AsyncSession, now: datetime, *, side: str, why: str, word: str) -> None:
    """Tell admins once that mails are not read or not sent (`side`: reading or sending) and `why`, in fixed words.
    `word`: with which the access tokens are refused, which has a line of its own in their language."""
    if await note_trouble(session, _MAIL_TOLD, now) is not None:
        await to_admins.tell_admins(session, "mail-stopped", now=now, side=side, why=why, word=word or "none")


async def report_token(desk: Desk, *, is_refused: bool) -> None:
    """Note that Telegram refuses the bot's token, for the panel, and wake admins outside Telegram, as they chose; or
    tell them in Telegram that it is taken again."""
    since = await note_trouble(desk.session, TOKEN, desk.now if is_refused else None)
    if since is None:
        return
    if is_refused:
        admins = [one for one in await who_is_there.list_team(desk.session) if one.role is Role.ADMIN]
        await to_phone.alert_people(desk, admins, None, PhoneReason.TELEGRAM)
    else:
        age = int((desk.now - since).total_seconds())
        await to_admins.tell_admins(desk.session, "token-refused-over", now=desk.now, age=max(age, 0))


async def report_poll(desk: Desk, silent_for: timedelta) -> None:
    """Note for the panel that Telegram does not answer the bot, and after five minutes wake admins outside Telegram, as
    they chose; or, without a time, that it answers again."""
    session, since = desk.session, desk.now - silent_for
    if not silent_for:
        for one in (POLL, _POLL_TOLD):
            await note_trouble(session, one, None)
        return
    await note_trouble(session, POLL, since)
    if silent_for >= LATE and await note_trouble(session, _POLL_TOLD, since) is not None:
        admins = [one for one in await who_is_there.list_team(session) if one.role is Role.ADMIN]
        await to_phone.alert_people(desk, admins, None, PhoneReason.TELEGRAM)


async def note_trouble(session: AsyncSession, what: str, since: datetime | None) -> datetime | None:
    """Store that this trouble began, or without a time that it is over; return since when it is or was, None if that
    was known."""
    row = await installation.load_row(session)
    if (what in row.troubles) is (since is not None):
        return None
    await session.refresh(row, ["troubles"], with_for_update=True)
    if (what in row.troubles) is (since is not None):
        return None
    was = since or datetime.fromisoformat(row.troubles[what])
    others = {one: at for one, at in row.troubles.items() if one != what}
    row.troubles = others if since is None else others | {what: since.isoformat()}
    return was


async def _end_what_is_gone(session: AsyncSession, row: DeskRow, rules: DeskSettings) -> None:
    """End the troubles of parts that the desk does not have any more: nobody else does."""
    gone = {TODOIST: not rules.board.enabled, MAIL: not rules.mailbox}
    for what in [one for one in row.troubles if gone.get(one.partition("-")[0])]:
        await note_trouble(session, what, None)


async def _find_backlog(session: AsyncSession, now: datetime) -> dict[str, Waiting]:
    given = {"boxes": [box.value for box in _BOXES], "before": now - LATE, "board_before": now - LATE_ON_BOARD}
    rows = await session.execute(_LATE, given)
    late = {_BOXES.get(row.late, Late.BOARD): Waiting(row.n, row.oldest) for row in rows}
    return {each.value: late.get(each, NOTHING) for each in Late}


async def _find_unattended(session: AsyncSession, now: datetime) -> dict[str, Waiting]:
    """Return of each box apart what is due for long, if no worker has any of its keys or has settled a job lately."""
    given = {"boxes": [box.value for box in _APART], "before": now - LATE_APART}
    late = {row.box: Waiting(row.n, row.oldest) for row in await session.execute(_UNATTENDED, given)}
    return {f"{WORK}{box.value}": late.get(box.value, NOTHING) for box in _APART}


def _get_patience(late: str) -> timedelta:
    return LATE_APART if late.startswith(WORK) else LATE_ON_BOARD if late == Late.BOARD else LATE


def _find_late_backup(row: DeskRow, now: datetime) -> Waiting:
    """Two that were due are missing, if backups are made by themselves."""
    if row.backed_up_at is None or row.backup_hours is None:
        return NOTHING
    is_late = now - row.backed_up_at > 2 * timedelta(hours=row.backup_hours)
    return Waiting(1, row.backed_up_at) if is_late else NOTHING


async def _tell(session: AsyncSession, told: dict[str, object], late: str, waiting: Waiting, now: datetime) -> None:
    key, box = ("late-work", late.removeprefix(WORK)) if late.startswith(WORK) else (f"late-{late}", None)
    of_box: dict[str, str | int] = {} if box is None else {"what": box}
    if waiting.oldest is not None and late not in told:
        told[late] = now.isoformat()
        age = int((now - waiting.oldest).total_seconds())
        await to_admins.tell_admins(session, key, now=now, age=age, **(of_box or {"n": waiting.count}))
    elif waiting.oldest is None and late in told:
        del told[late]
        await to_admins.tell_admins(session, f"{key}-over", now=now, **of_box)


async def _tell_failed(session: AsyncSession, now: datetime) -> None:
    """Notify of each failed job once, of several together; mails are named by sender and subject."""
    rows = (await session.execute(_FAILED, {"now": now})).all()
    mails = [failed_mails.read_about(bytes(row.about)) or "?" for row in rows if row.is_mail]
    if len(rows) > len(mails):
        await to_admins.tell_admins(session, "late-failed", now=now, n=len(rows) - len(mails))
    if mails:
        named = "\n".join(f"• {one[:_LONGEST_NAME]}" for one in mails[:_NAMED])
        more = max(len(mails) - _NAMED, 0)
        await to_admins.tell_admins(session, "late-mails", now=now, n=len(mails), named=named, more=more)
