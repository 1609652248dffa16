"""The staff group: the team's chat, which is told of new and finished tickets.

It is a row among the people, whose Telegram id is the group's, with a role of its own: it reads what staff may read and
has no rights to act. A press there counts with the presser's own role.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    Box,
    Entry,
    EntryKind,
    GroupChat,
    GroupDigestLine,
    Job,
    JobState,
    Lane,
    Message,
    Person,
    Role,
    Status,
    StoredSetting,
    Ticket,
    TicketTopic,
)
from db.queue import keys, maintenance
from db.unit_of_work import NewJob
from desk import installation
from desk.context import Context
from desk.outbox import Letter, React, Relay, Say, Show, Slot, letters
from desk.people import person_rows
from desk.settings import DeskSettings
from desk.sla import desk_hours

MINUTE = timedelta(minutes=1)
MOST = 18  # messages a minute (Telegram takes about 20 in a group: Bot FAQ, read 2026-11)
MOST_WAITING = 60
"""Letters that wait for topics of the group; of what comes above that, people read in private."""
_LATE_ABOVE = 10  # calls that wait: half a minute
_MOST_AGAIN = 60
_NAME = "staff group"
AGAIN, EDITED, BEHIND = "group-again", "group-edited", "group-behind"
IN_SIGHT, IN_SIGHT_ABOVE = timedelta(minutes=30), 20
"""How old a message is at most, and how many messages are below it, while an edit of it is seen."""
ITS_OWN = (AGAIN, EDITED)  # lines for the group alone
AGAIN_AFTER = timedelta(minutes=5)
QUEUE, QUEUE_PIN = "group_queue", "pin"
QUEUE_EVERY = timedelta(seconds=30)
CHOSEN = "staff_group"
"""The key under which the settings keep the group that an admin chose by a press: its id among the people."""
_CARDS = ("group", "forum", "ended")
_LISTS = ("announced", QUEUE)

_SENT = text("""
select count(*) from (select sent_at from messages where bot_id = :bot and chat_id = :chat and kind <> 'said'
  order by message_id desc limit :most) newest where sent_at > :since
""")


async def apply_setting(session: AsyncSession, *, now: datetime, rules: DeskSettings) -> bool:
    """Bring the group in line with STAFF_CHAT_ID at start; return True if it names a group that it did not name before.

    A group that an admin chose by a press stays until the variable names another one. A group that became a supergroup
    is the same group: the setting may still hold its old id.
    """
    row, group = await installation.load_row(session), await find_group(session)
    chosen, wanted = await session.get(StoredSetting, CHOSEN), rules.staff_chat_id
    is_new = wanted not in (None, row.staff_chat_id)
    if wanted is not None and (is_new or (group is None and chosen is None)):
        group = await _follow_variable(session, group, wanted, now)
    row.staff_chat_id = wanted
    if chosen is not None and is_new:
        await session.delete(chosen)
    if group is not None:
        away_since = group.dismissed_at or group.bot_blocked_at
        if chosen is None or is_new:
            if (wanted is None) is (group.dismissed_at is None):
                await installation.renew_settings(session)
            group.dismissed_at = None if wanted is not None else group.dismissed_at or now
        group.bot_blocked_at = group.gone_at = None
        if group.dismissed_at is None and away_since is not None:
            await _catch_up(session, group, away_since, now, rules)
    await session.flush()
    return is_new


async def _follow_variable(session: AsyncSession, group: Person | None, wanted: int, now: datetime) -> Person:
    """Return the group that STAFF_CHAT_ID names now; the row stays the same if the bot knows no such chat yet."""
    there = await person_rows.find_by_telegram(session, wanted)
    if group is not None and there is None:
        group.telegram_id = wanted
        await installation.renew_settings(session)
        return group
    if group is None or there is None or there.id != group.id:
        group = there or Person(telegram_id=wanted, created_at=now)
        await use_chat(session, group, now=now)
    return group


async def use_chat(session: AsyncSession, group: Person, *, now: datetime) -> Person | None:
    """Make this chat the team's, from which no requests are taken then. Return the one before, if the bot can write
    there; it may become a source of requests."""
    former = await find_group(session)
    is_heard = former is not None and former.dismissed_at is None and former.bot_blocked_at is None
    if former is not None and former is not group:
        title = await session.scalar(select(GroupChat.title).where(GroupChat.person_id == former.id))
        former.role, former.name, former.dismissed_at = Role.INTAKE_GROUP, title or _NAME, None
        if title is None:
            chat = {"kind": "group", "title": _NAME, "created_at": now, "told": {}, "answers_privately": False}
            session.add(GroupChat(person_id=former.id, **chat))
        await session.flush()
    group.name, group.role, group.started_at, group.dismissed_at = _NAME, Role.GROUP, now, None
    session.add(group)
    (await installation.load_row(session)).topics_lack = []
    await installation.renew_settings(session)
    if group.id is not None:
        chats = update(GroupChat).where(GroupChat.person_id == group.id)
        await session.execute(chats.values(allowed_at=None, allowed_by=None))
    await session.flush()
    return former if is_heard and former is not group else None


_GROUP = select(Person).where(Person.role == Role.GROUP).order_by(Person.id).limit(1)
_HELD = _GROUP.with_for_update(read=True).execution_options(populate_existing=True)


async def find_group(session: AsyncSession) -> Person | None:
    """Return the group's row, if there ever was one."""
    return await session.scalar(_GROUP)


async def has_chat(session: AsyncSession, chat_id: int) -> bool:
    """Return True if this Telegram chat is the group's."""
    there = _GROUP.where(Person.telegram_id == chat_id, Person.dismissed_at.is_(None))
    return await session.scalar(there) is not None


async def find_listening_in(session: AsyncSession, chat_id: int) -> Person | None:
    """Return the group if it is this chat and the bot can write there."""
    found: Person | None = await session.scalar(
        _GROUP.where(Person.telegram_id == chat_id, Person.dismissed_at.is_(None), Person.bot_blocked_at.is_(None))
    )
    return found


async def find_listening(session: AsyncSession, rules: DeskSettings) -> Person | None:
    """Return the group if one is set and the bot can write there.

    The row is locked (shared): a unit of work that lets the bot in again then sees every ticket that was not announced.
    """
    group = await session.scalar(_HELD) if rules.may_have_team_chat else None
    return None if group is None or group.dismissed_at is not None or group.bot_blocked_at is not None else group


def has_topics(rules: DeskSettings) -> bool:
    """Return True if each ticket has a topic in the group."""
    return rules.may_have_team_chat and rules.notices.group.topics


async def announce_ticket(
    session: AsyncSession,
    ticket: Ticket,
    *,
    ended: bool,
    now: datetime,
    rules: DeskSettings,
    by_requester: bool = False,
    silent: bool = False,
    gathered: bool = False,
) -> None:
    """Tell the group of a new or finished ticket, if that is switched on, after all other letters.

    `by_requester`: the requester ended it. More than a group accepts in a minute is gathered in one message of that
    minute, and so is what is to be `gathered`. New tickets make a sound in business hours, unless `silent`.
    """
    told = (
        (rules.notices.group.closed_by_requester if by_requester else rules.notices.group.closed)
        if ended
        else rules.notices.group.created or rules.notices.group.topics
    )
    group = await find_listening(session, rules) if told else None
    if group is None:
        return
    if has_topics(rules):
        show_queue(session, group.id, now=now)
    if ended and await _shows_end(session, group, ticket, now, rules):
        return
    if gathered or await _is_behind(session, group, now, rules):
        session.add(GroupDigestLine(ticket_id=ticket.id, ended=ended, at=now))
        slot = f"announced:{int(now.timestamp() // MINUTE.total_seconds())}"
        _post(session, group.id, Show("announced", slot=slot, silent=True), now, waits_as=slot)
        return
    shown = ("ended", f"ended:{ticket.number}") if ended else ("group", f"group:{ticket.number}")
    silent = silent or ended or desk_hours.get_waiting_end(rules, now, ticket.priority) is not None
    card = Show(*shown, fresh=True, silent=silent)
    _post(session, group.id, card, now, ticket_id=ticket.id, apart=has_topics(rules))


async def _shows_end(session: AsyncSession, group: Person, ticket: Ticket, now: datetime, rules: DeskSettings) -> bool:
    """Return True if the group sees that the ticket ended without a message: its topic is closed, or its card, which is
    edited, is in sight."""
    its = TicketTopic.ticket_id == ticket.id, TicketTopic.chat_id == group.telegram_id
    if has_topics(rules) and await session.scalar(select(TicketTopic.thread_id).where(*its)) is not None:
        return True
    return await is_in_sight(session, group, f"group:{ticket.number}", now, rules)


async def is_in_sight(session: AsyncSession, reader: Person, slot: str, now: datetime, rules: DeskSettings) -> bool:
    """Return True if the newest message of this slot in the reader's chat is so near that an edit of it is seen."""
    there = Message.bot_id == rules.bot_id, Message.chat_id == reader.telegram_id
    its = select(Message.message_id, Message.sent_at).where(*there, Message.slot == slot)
    found = (await session.execute(its.order_by(Message.message_id.desc()).limit(1))).one_or_none()
    if found is None or found.sent_at <= now - IN_SIGHT:
        return False
    below = select(Message.message_id).where(*there, Message.message_id > found.message_id).limit(IN_SIGHT_ABOVE)
    return len((await session.scalars(below)).all()) < IN_SIGHT_ABOVE


def post_line(session: AsyncSession, group: Person, line: Say, *, now: datetime) -> None:
    """Send a line to the group instead of the admins."""
    _post(session, group.id, line, now)


async def is_card(session: AsyncSession, chat_id: int, message_id: int, *, bot_id: int) -> bool:
    """Return True unless the message is a line that shows no ticket; one that is not known (any more) may be a card."""
    card = await session.get(Message, (bot_id, chat_id, message_id))
    return card is None or Slot.parse(card.slot or "").kind in _CARDS


GOES = "goes"
"""The slot of the line that says where an answer goes: what replies to it is a note."""


def post_aside(
    session: AsyncSession,
    group_id: int,
    letter: Say | React,
    *,
    now: datetime,
    ticket_id: int | None = None,
    dedup: str | None = None,
) -> None:
    """Send the group, without a sound, what answers somebody who wrote there, before cards that wait; once for each
    `dedup`."""
    if isinstance(letter, Say):
        slot = letter.slot if Slot.parse(letter.slot or "").kind == GOES else None
        letter = replace(letter, buttons=(), slot=slot, replace=False, silent=True, staff_only=False)
    job = _make_job(group_id, letter, now, ticket_id=ticket_id, lane=letters.choose_lane(letter))
    queue.put_job(session, replace(job, key=keys.make_words_key(group_id), dedup=dedup))


async def is_workplace(session: AsyncSession, ticket: Ticket, rules: DeskSettings) -> bool:
    """Return True if the agent who has the ticket works on it in the group, which then shows them alone what the
    requester adds: cards come there only, and the agent's last words on it, if any, were written there. While the group
    is behind, words come to the agent's own chat."""
    told = rules.notices.group
    if ticket.assignee_id is None or not told.only_here or not (told.words or told.topics):
        return False
    group = await find_listening(session, rules)
    if group is None or await count_waiting(session, group.id) >= MOST:
        return False
    said = select(Entry.said_chat_id).where(
        Entry.ticket_id == ticket.id,
        Entry.author_id == ticket.assignee_id,
        Entry.kind.in_((EntryKind.REPLY, EntryKind.NOTE)),
    )
    last = (await session.execute(said.order_by(Entry.id.desc()).limit(1))).one_or_none()
    return last is None or last.said_chat_id == group.telegram_id


async def relay_words(ctx: Context, ticket: Ticket, entry: Entry, silent: bool) -> None:
    """Show the group what the requester added. It comes before cards, but for the ticket's own, and after earlier words
    of the ticket."""
    session = ctx.session
    group = await find_listening(session, ctx.rules)
    if group is None:
        return
    words = Relay(entry.id, silent=silent)
    job = _make_job(group.id, words, ctx.now, ticket_id=ticket.id, lane=Lane.ANSWERS, due_at=entry.held_until)
    spoken, key = keys.make_words_key(group.id), job.key
    its = select(Job.key).where(
        Job.box == Box.TO_TELEGRAM.value, Job.key.in_((key, spoken)), Job.state == JobState.WAITING, Job.slot.is_(None)
    )
    waiting = set(await session.scalars(its.where(Job.ticket_id == ticket.id).distinct()))
    queue.put_job(session, replace(job, entry_id=entry.id, key=key if waiting == {key} else spoken))


async def follow_topics(session: AsyncSession, *, on: bool, now: datetime) -> None:
    """Show the queue in the group as topics are switched on; remove it as they are switched off."""
    group = await find_group(session)
    if group is not None and group.dismissed_at is None:
        if on:
            show_queue(session, group.id, now=now)
        else:
            _post(session, group.id, Show(QUEUE, slot=QUEUE, only_edit=True), now)


def show_queue(session: AsyncSession, group_id: int, *, now: datetime, pin: bool = False) -> None:
    """Bring the message with the queue up to date: once for all changes of half a minute, after all other letters. Its
    key is its own, so that no other letter waits behind it. `pin`: pin the one that there is."""
    shown = Show(QUEUE, slot=QUEUE, silent=True, find=QUEUE_PIN if pin else None)
    seconds = QUEUE_EVERY.total_seconds()
    due_at = now if pin else datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, tz=UTC)
    job = _make_job(group_id, shown, now, ticket_id=None, lane=Lane.BROADCASTS, due_at=due_at)
    dedup = None if pin else f"{QUEUE}:{group_id}:{due_at.timestamp():.0f}"
    queue.put_job(session, replace(job, key=f"{group_id}:{QUEUE}", dedup=dedup))


def refresh_card(session: AsyncSession, group: Person, ticket: Ticket, *, now: datetime, rules: DeskSettings) -> None:
    """Edit the ticket's card in the group."""
    edit = Show("group", slot=f"group:{ticket.number}", only_edit=True)
    _post(session, group.id, edit, now, ticket_id=ticket.id, waits_as=edit.slot, apart=has_topics(rules))
    if has_topics(rules):
        show_queue(session, group.id, now=now)


def _post(
    session: AsyncSession,
    group_id: int,
    letter: Show | Say,
    now: datetime,
    *,
    ticket_id: int | None = None,
    waits_as: str | None = None,
    apart: bool = False,
) -> None:
    """Queue a letter. All cards of the group share one key, and what people say there another, so delivery fetches only
    two while the chat's few messages a minute are used up, and other letters do not wait. `waits_as`: only the newest
    with this slot is kept. `apart`: with those of its ticket, so that words in another topic do not wait for it."""
    job = _make_job(group_id, letter, now, ticket_id=ticket_id, lane=Lane.BROADCASTS)
    key = keys.make_letter_key(group_id, ticket_id if apart else None)
    queue.put_job(session, replace(job, key=key, slot=waits_as))


def _make_job(
    group_id: int, letter: Letter, now: datetime, *, ticket_id: int | None, lane: Lane, due_at: datetime | None = None
) -> NewJob:
    return NewJob(
        Box.TO_TELEGRAM,
        keys.make_letter_key(group_id),
        queue.encode_payload(letters.dump_letter(letter)),
        now,
        due_at=due_at,
        lane=lane,
        ticket_id=ticket_id,
        person_id=group_id,
    )


async def is_late(session: AsyncSession, group: Person, now: datetime, rules: DeskSettings) -> bool:
    """Return True if the card of a new ticket would come there so late that it is sent to people, too."""
    calls = await count_waiting(session, group.id) * (2 if has_topics(rules) else 1)  # its topic, and the card
    return calls > _LATE_ABOVE or await _is_behind(session, group, now, rules)


def tell_behind(session: AsyncSession, group_id: int, *, now: datetime) -> None:
    """Say there, once an hour, that what is new comes late, and where it is read meanwhile."""
    hour = f"{BEHIND}:{group_id}:{now:%Y%m%d%H}"
    letters.queue_letter(session, group_id, Say(BEHIND, silent=True), now=now, dedup=hour)


async def _is_behind(session: AsyncSession, group: Person, now: datetime, rules: DeskSettings) -> bool:
    """Return True if new and ended tickets are only named in one message; of those with topics each gets its own."""
    if has_topics(rules):
        return await count_waiting(session, group.id) >= MOST_WAITING
    given = {"bot": rules.bot_id, "chat": group.telegram_id, "most": MOST, "since": now - MINUTE}
    sent = int((await session.execute(_SENT, given)).scalar_one())
    ours = (keys.make_letter_key(group.id), keys.make_words_key(group.id))
    put = sum(queue.count_pending_for(session, Box.TO_TELEGRAM, key) for key in ours)
    return sent + await count_waiting(session, group.id) + put >= MOST


async def count_waiting(session: AsyncSession, group_id: int) -> int:
    """Return how many letters to the group wait, also for the bot to be back there."""
    key = keys.make_letter_key(group_id)
    its = or_(Job.key == key, Job.key.like(f"{key}:%"))
    waiting = select(func.count()).where(
        Job.box == Box.TO_TELEGRAM.value, its, Job.state.in_((JobState.WAITING, JobState.PARKED))
    )
    return await session.scalar(waiting) or 0


async def list_announced(session: AsyncSession, minute: int) -> list[tuple[int, bool]]:
    """Return number and whether it is finished for the tickets that one minute's message gathers, oldest first."""
    begins = datetime.fromtimestamp(0, tz=UTC) + minute * MINUTE
    within = select(Ticket.number, GroupDigestLine.ended).join(Ticket, Ticket.id == GroupDigestLine.ticket_id)
    rows = await session.execute(
        within.where(GroupDigestLine.at >= begins, GroupDigestLine.at < begins + MINUTE).order_by(GroupDigestLine.id)
    )
    return [(row.number, row.ended) for row in rows]


async def follow_move(session: AsyncSession, old: int, new: int, *, now: datetime, rules: DeskSettings) -> None:
    """Follow the staff group into its supergroup.

    Messages in the old chat can no longer be edited, so untaken tickets are announced again, without a sound, once:
    Telegram reports the move in both chats.
    """
    group = await find_group(session)
    if group is not None:
        await session.refresh(group, with_for_update=True)
    if group is None or group.telegram_id != old or not await _make_room(session, new, now):
        return
    shown = _select_shown_in(old, rules)
    group.telegram_id = new
    await installation.renew_settings(session)
    await session.flush()
    if group.dismissed_at is None:
        for ticket in await _list_untaken(session, Ticket.id.in_(shown)):
            await announce_ticket(session, ticket, ended=False, now=now, rules=rules, silent=True)


async def _make_room(session: AsyncSession, chat_id: int, now: datetime) -> bool:
    """Return True if no chat has that id: a supergroup that was reported before the move is the same group."""
    twin = await person_rows.find_by_telegram(session, chat_id)
    if twin is None:
        return True
    if twin.role is not Role.INTAKE_GROUP:
        return False
    await session.execute(delete(GroupChat).where(GroupChat.person_id == twin.id))
    twin.telegram_id, twin.dismissed_at = None, now
    await session.flush()
    return True


async def update_membership(
    session: AsyncSession, chat_id: int, *, there: bool, may_write: bool, now: datetime, rules: DeskSettings
) -> None:
    """Note that the bot was let into a group or removed from it, or may (not) write there."""
    group = await find_group(session)
    if group is None or group.telegram_id != chat_id or group.dismissed_at is not None:
        return
    if there and may_write:
        await mark_open(session, group, now=now, rules=rules)
    elif there:
        await mark_shut(session, group, now=now)
    else:
        await person_rows.mark_blocked(session, group, now=now)
    await session.flush()


async def mark_open(session: AsyncSession, group: Person, *, now: datetime, rules: DeskSettings) -> None:
    """Note that the bot can write there, and catch up if it could not before."""
    away_since, group.bot_blocked_at, group.gone_at = group.bot_blocked_at, None, None
    if away_since is not None:
        await maintenance.unpark_jobs(session, group.id, now=now)
        await _catch_up(session, group, away_since, now, rules)


async def mark_shut(session: AsyncSession, group: Person, *, now: datetime) -> None:
    """Note that the bot may not write there.

    Telegram does not say when it may again (that a topic is open, or what all members may, is not reported to bots), so
    a line tries every few minutes.
    """
    await person_rows.mark_blocked(session, group, now=now)
    line, due_at = Say(AGAIN, silent=True), now + AGAIN_AFTER
    key = f"{group.id}:{AGAIN}"  # a key of its own, so that no other letter waits behind it
    job = NewJob(
        Box.TO_TELEGRAM, key, queue.encode_payload(letters.dump_letter(line)), now, due_at, Lane.BROADCASTS, slot=AGAIN
    )
    queue.put_job(session, replace(job, person_id=group.id))


async def _catch_up(session: AsyncSession, group: Person, since: datetime, now: datetime, rules: DeskSettings) -> None:
    """Edit the newest cards of tickets that changed while the bot could not write there, and announce missed untaken
    tickets without a sound."""
    await session.flush()
    shown = _select_shown_in(group.telegram_id, rules)
    changed = select(Ticket).where(Ticket.id.in_(shown), Ticket.updated_at >= since)
    for ticket in reversed((await session.scalars(changed.order_by(Ticket.id.desc()).limit(MOST))).all()):
        refresh_card(session, group, ticket, now=now, rules=rules)
    missed = Ticket.id.not_in(shown), Ticket.broadcast_at >= since - MINUTE
    for ticket in await _list_untaken(session, *missed):
        await announce_ticket(session, ticket, ended=False, now=now, rules=rules, silent=True)


async def find_card(session: AsyncSession, chat_id: int, number: int, *, bot_id: int) -> int | None:
    """Return the newest message in the group that shows this ticket."""
    cards = Message.bot_id == bot_id, Message.chat_id == chat_id, Message.slot.not_like(f"{GOES}:%")
    found = select(Message.message_id).join(Ticket, Ticket.id == Message.ticket_id).where(*cards)
    return await session.scalar(found.where(Ticket.number == number).order_by(Message.message_id.desc()).limit(1))


async def is_list(session: AsyncSession, chat_id: int, message_id: int, *, bot_id: int) -> bool:
    """Return True if the message lists several tickets, or may."""
    shown = await session.get(Message, (bot_id, chat_id, message_id))
    return shown is not None and Slot.parse(shown.slot or "").kind in _LISTS


def _select_shown_in(chat_id: int | None, rules: DeskSettings) -> Select[int | None]:
    """Select the ids of tickets whose cards are in a chat."""
    cards = Message.bot_id == rules.bot_id, Message.chat_id == chat_id, Message.slot.like("group:%")
    return select(Message.ticket_id).where(*cards, Message.ticket_id.is_not(None))


async def _list_untaken(session: AsyncSession, *which: ColumnElement[bool]) -> Sequence[Ticket]:
    """Return the newest untaken tickets, oldest first."""
    waiting = select(Ticket).where(Ticket.status == Status.NEW, Ticket.broadcast_at.is_not(None), *which)
    newest = (await session.scalars(waiting.order_by(Ticket.id.desc()).limit(_MOST_AGAIN))).all()
    return [ticket for ticket in reversed(newest) if ticket.is_unanswered]
