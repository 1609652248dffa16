"""The staff group: a chat of the team's that is told of new and finished tickets. Knows no door and no wording.

It stands among the people as one row whose Telegram id is the group's, with a role of its own: it reads what staff may
read and acts on nothing. Whoever presses there is looked at by their own role.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Announcement, Box, Job, JobState, Lane, Message, Person, Role, Status, Ticket
from db.queue import keys
from desk import installation
from desk.outbox import Say, Show, letters
from desk.people import directory
from desk.settings import DeskSettings
from desk.sla import hours

MINUTE = timedelta(minutes=1)
MOST = 18  # messages a minute (Telegram takes about 20 in a group: Bot FAQ, read 2026-11)
_MOST_AGAIN = 60
_NAME = "staff group"
AGAIN, EDITED = "group-again", "group-edited"
ITS_OWN = (AGAIN, EDITED)  # lines that are for nobody but the group
AGAIN_AFTER = timedelta(minutes=5)

_SENT = text("""
select count(*) from (select sent_at from messages where bot_id = :bot and chat_id = :chat
  order by message_id desc limit :most) newest where sent_at > :since
""")


async def apply(session: AsyncSession, *, now: datetime, rules: DeskSettings) -> None:
    """Bring the group in line with STAFF_CHAT_ID at start. A group that became a supergroup is the same group: the
    setting may still hold its old id."""
    row, group = await installation.row(session), await find(session)
    wanted = rules.staff_chat_id
    if group is None and wanted is not None:
        group = await directory.by_telegram(session, wanted) or Person(telegram_id=wanted, created_at=now)
        group.name, group.role, group.started_at = _NAME, Role.GROUP, now
        session.add(group)
    elif group is not None and wanted is not None and wanted not in (row.staff_chat_id, group.telegram_id):
        group.telegram_id = wanted
    row.staff_chat_id = wanted
    if group is not None:
        away_since = group.dismissed_at or group.bot_blocked_at
        group.dismissed_at = None if wanted is not None else group.dismissed_at or now
        group.bot_blocked_at = group.gone_at = None
        if wanted is not None and away_since is not None:
            await _catches_up(session, group, away_since, now, rules)
    await session.flush()


_GROUP = select(Person).where(Person.role == Role.GROUP).order_by(Person.id).limit(1)
_HELD = _GROUP.with_for_update(read=True).execution_options(populate_existing=True)


async def find(session: AsyncSession) -> Person | None:
    """The group's row, if there has ever been one."""
    return await session.scalar(_GROUP)


async def listening(session: AsyncSession, rules: DeskSettings) -> Person | None:
    """The group, where one is set and the bot can write there. Its row is held, beside others who do so: what is not
    told of because the bot is out is there to be seen by whoever lets it in."""
    group = await session.scalar(_HELD) if rules.staff_chat_id is not None else None
    return None if group is None or group.dismissed_at is not None or group.bot_blocked_at is not None else group


async def announce(
    session: AsyncSession,
    ticket: Ticket,
    *,
    ended: bool,
    now: datetime,
    rules: DeskSettings,
    by_requester: bool = False,
    silent: bool = False,
) -> None:
    """Tell the group of a new or finished ticket, after everything else that is to be sent, where that is switched
    on; `by_requester`: who filed it ended it. Where more than a group takes would have been sent within the minute, one
    message of that minute holds the rest. It rings for what is new, in the hours, unless it is to be `silent`."""
    told = (
        (rules.notices.group_closed_by_requester if by_requester else rules.notices.group_closed)
        if ended
        else rules.notices.group_created
    )
    group = await listening(session, rules) if told else None
    if group is None:
        return
    if await _behind(session, group, now, rules):
        session.add(Announcement(ticket_id=ticket.id, ended=ended, at=now))
        slot = f"announced:{int(now.timestamp() // MINUTE.total_seconds())}"
        _post(session, group, Show("announced", slot=slot, silent=True), now, waits_as=slot)
        return
    face = ("ended", f"ended:{ticket.number}") if ended else ("group", f"group:{ticket.number}")
    silent = silent or ended or hours.waits_until(rules, now, ticket.priority) is not None
    _post(session, group, Show(*face, fresh=True, silent=silent), now, ticket_id=ticket.id)


def say(session: AsyncSession, group: Person, line: Say, *, now: datetime) -> None:
    """A line that goes to the group instead of the admins."""
    _post(session, group, line, now)


def shown_again(session: AsyncSession, group: Person, ticket: Ticket, *, now: datetime) -> None:
    """What stands of the ticket in the group, or is on its way there, is brought up to date."""
    edit = Show("group", slot=f"group:{ticket.number}", only_edit=True)
    _post(session, group, edit, now, ticket_id=ticket.id, waits_as=edit.slot)


def _post(
    session: AsyncSession,
    group: Person,
    letter: Show | Say,
    now: datetime,
    *,
    ticket_id: int | None = None,
    waits_as: str | None = None,
) -> None:
    """All of the group's letters have one key: however many wait for a chat of so few messages a minute, delivery holds
    one of them, and nobody else's wait behind them. `waits_as`: the newest of these is enough."""
    queue.put(
        session,
        queue.Put(
            Box.TO_TELEGRAM,
            keys.of_letters(group.id),
            queue.body(letters.dump(letter)),
            now,
            lane=Lane.BROADCASTS,
            slot=waits_as,
            ticket_id=ticket_id,
            person_id=group.id,
        ),
    )


async def _behind(session: AsyncSession, group: Person, now: datetime, rules: DeskSettings) -> bool:
    given = {"bot": rules.bot_id or 0, "chat": group.telegram_id, "most": MOST, "since": now - MINUTE}
    sent = int((await session.execute(_SENT, given)).scalar_one())
    waiting = select(func.count()).where(
        Job.box == Box.TO_TELEGRAM.value, Job.key == keys.of_letters(group.id), Job.state == JobState.WAITING
    )
    put = queue.remembered_for(session, Box.TO_TELEGRAM, keys.of_letters(group.id))
    return sent + (await session.scalar(waiting) or 0) + put >= MOST


async def announced(session: AsyncSession, minute: int) -> list[tuple[int, bool]]:
    """The numbers of the tickets that one minute's message holds, and whether each is finished, oldest first."""
    begins = datetime.fromtimestamp(0, tz=UTC) + minute * MINUTE
    within = select(Ticket.number, Announcement.ended).join(Ticket, Ticket.id == Announcement.ticket_id)
    rows = await session.execute(
        within.where(Announcement.at >= begins, Announcement.at < begins + MINUTE).order_by(Announcement.id)
    )
    return [(row.number, row.ended) for row in rows]


async def moved(session: AsyncSession, old: int, new: int, *, now: datetime, rules: DeskSettings) -> None:
    """A group became a supergroup: the staff group goes with it. What stood in it can no longer be edited, so that what
    nobody has taken is announced again, without a sound, once: both chats say so at one moment."""
    group = await find(session)
    if group is not None:
        await session.refresh(group, with_for_update=True)
    if group is None or group.telegram_id != old or await directory.by_telegram(session, new) is not None:
        return
    shown = _shown_in(old, rules)
    group.telegram_id = new
    await session.flush()
    if group.dismissed_at is None:
        for ticket in await _untaken(session, Ticket.id.in_(shown)):
            await announce(session, ticket, ended=False, now=now, rules=rules, silent=True)


async def came_or_went(
    session: AsyncSession, chat_id: int, *, there: bool, may_write: bool, now: datetime, rules: DeskSettings
) -> None:
    """The bot was let into a group, or put out of it, or is in it and may (not) write."""
    group = await find(session)
    if group is None or group.telegram_id != chat_id or group.dismissed_at is not None:
        return
    if there and may_write:
        await opened(session, group, now=now, rules=rules)
    elif there:
        await shut(session, group, now=now)
    else:
        await directory.bot_blocked(session, group, now=now)
    await session.flush()


async def opened(session: AsyncSession, group: Person, *, now: datetime, rules: DeskSettings) -> None:
    """The bot can write there, maybe again."""
    away_since, group.bot_blocked_at, group.gone_at = group.bot_blocked_at, None, None
    if away_since is not None:
        await _catches_up(session, group, away_since, now, rules)


async def shut(session: AsyncSession, group: Person, *, now: datetime) -> None:
    """The bot is there and may not write. Telegram does not say when it may again (that a topic is open, or what all
    members may, is no news for a bot): a line tries every few minutes."""
    await directory.bot_blocked(session, group, now=now)
    line, due_at = Say(AGAIN, silent=True), now + AGAIN_AFTER
    key = f"{group.id}:{AGAIN}"  # beside the other letters, which wait for nothing behind it
    job = queue.Put(Box.TO_TELEGRAM, key, queue.body(letters.dump(line)), now, due_at, Lane.BROADCASTS, slot=AGAIN)
    queue.put(session, replace(job, person_id=group.id))


def tries(letter: object) -> bool:
    """Whether a letter finds out if the bot may write there again."""
    return isinstance(letter, Say) and letter.key == AGAIN


async def _catches_up(
    session: AsyncSession, group: Person, since: datetime, now: datetime, rules: DeskSettings
) -> None:
    """What changed while the bot could not write there is brought up to date, the newest of what stands there; what
    nobody has taken of what came meanwhile, or was on its way, is announced without a sound."""
    await session.flush()
    shown = _shown_in(group.telegram_id, rules)
    changed = select(Ticket).where(Ticket.id.in_(shown), Ticket.updated_at >= since)
    for ticket in reversed((await session.scalars(changed.order_by(Ticket.id.desc()).limit(MOST))).all()):
        shown_again(session, group, ticket, now=now)
    missed = Ticket.id.not_in(shown), Ticket.broadcast_at >= since - MINUTE
    for ticket in await _untaken(session, *missed):
        await announce(session, ticket, ended=False, now=now, rules=rules, silent=True)


def _shown_in(chat_id: int | None, rules: DeskSettings) -> Select[int | None]:
    """The tickets whose cards stand in a chat."""
    cards = Message.bot_id == (rules.bot_id or 0), Message.chat_id == chat_id, Message.slot.like("group:%")
    return select(Message.ticket_id).where(*cards, Message.ticket_id.is_not(None))


async def _untaken(session: AsyncSession, *which: ColumnElement[bool]) -> Sequence[Ticket]:
    """Those that wait for anybody, the newest, oldest first."""
    waiting = select(Ticket).where(Ticket.status == Status.NEW, Ticket.broadcast_at.is_not(None), *which)
    newest = (await session.scalars(waiting.order_by(Ticket.id.desc()).limit(_MOST_AGAIN))).all()
    return [ticket for ticket in reversed(newest) if ticket.waits_for_anybody]
