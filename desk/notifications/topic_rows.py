"""The topic of each request in the staff group's forum, and in its requester's own chat: where it is, and what is shown
there. Knows no Telegram."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import EntryKind, Lane, Message, MessageKind, Person, Role, Ticket, TicketTopic
from desk import installation
from desk.context import Context
from desk.notifications import staff_group, to_admins
from desk.outbox import Erase, Say, Show, letters
from desk.people import person_rows
from desk.place import OwnTopic
from desk.settings import DeskSettings

SHOWN = (EntryKind.COMMENT, EntryKind.REPLY, EntryKind.NOTE)
MANAGE, DELETE, PIN = "can_manage_topics", "can_delete_messages", "can_pin_messages"
NEEDED = (MANAGE, DELETE, PIN)
"""The rights of an administrator that topics need, by Telegram's names."""
_GONE = "forum:0"  # the slot of a message that made a topic which is not there any longer
_NUMBER = re.compile(r"#(\d{1,9}) ")  # at the beginning of a topic's name


@dataclass(frozen=True, slots=True)
class MadeTopic:
    """A topic that was made for a ticket in a chat; `fingerprint`: of its name, `icon`: the status it shows."""

    ticket_id: int
    chat_id: int
    thread_id: int
    fingerprint: str
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class TopicChange:
    """A change of a topic, as Telegram tells it: it was made or renamed to `name`, or closed (`is_closed`) or opened;
    `by_desk`: by the bot itself."""

    chat_id: int
    thread_id: int
    by_desk: bool
    made: bool = False
    name: str | None = None
    is_closed: bool | None = None


def make_fingerprint(name: str) -> str:
    """Return a hash of a topic's name: names contain words of people, which are stored once."""
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]


async def find_topic(session: AsyncSession, ticket_id: int, chat_id: int) -> TicketTopic | None:
    """Return the ticket's topic in this chat."""
    found = select(TicketTopic).where(TicketTopic.ticket_id == ticket_id, TicketTopic.chat_id == chat_id)
    topic: TicketTopic | None = await session.scalar(found)
    return topic


async def find_by_thread(session: AsyncSession, chat_id: int, thread_id: int) -> TicketTopic | None:
    """Return the topic of a ticket that has Telegram's id in this chat."""
    found = select(TicketTopic).where(TicketTopic.chat_id == chat_id, TicketTopic.thread_id == thread_id)
    topic: TicketTopic | None = await session.scalar(found)
    return topic


async def keep_topic(session: AsyncSession, made: MadeTopic, *, now: datetime, rules: DeskSettings) -> None:
    """Store the topic that was made for a ticket. If the ticket has another one there, that stays, and the new one is
    deleted. What changed while it was made is shown in it: the ticket's row is locked (shared) meanwhile."""
    its = select(Ticket).where(Ticket.id == made.ticket_id).with_for_update(read=True)
    ticket = await session.scalar(its.execution_options(populate_existing=True))
    if ticket is None:
        return
    await _store_topic(session, made, now=now, rules=rules)
    if made.chat_id > 0:
        edit = Show("receipt", slot=f"receipt:{ticket.number}", only_edit=True)
        letters.queue_letter(session, ticket.requester_id, edit, now=now, ticket_id=ticket.id, lane=Lane.EDITS)
    elif (group := await staff_group.find_listening_in(session, made.chat_id)) is not None:
        staff_group.refresh_card(session, group, ticket, now=now, rules=rules)


async def _store_topic(session: AsyncSession, made: MadeTopic, *, now: datetime, rules: DeskSettings) -> None:
    """Store a topic, or as a spare one.

    The message that made it counts as one of the ticket, also of a spare topic: what is written in a topic replies to
    it (Bot API, Message, read 2026-11).
    """
    values = {"thread_id": made.thread_id, "fingerprint": made.fingerprint, "icon": made.icon}
    fresh = {**values, "is_closed": False, "spare_id": None}
    put = insert(TicketTopic).values(ticket_id=made.ticket_id, chat_id=made.chat_id, **values)
    none = TicketTopic.thread_id.is_(None)
    keys = ["ticket_id", "chat_id"]
    await session.execute(put.on_conflict_do_update(index_elements=keys, set_=fresh, where=none))
    head = {"bot_id": rules.bot_id, "chat_id": made.chat_id, "message_id": made.thread_id, "sent_at": now}
    told = {"kind": MessageKind.LINE, "ticket_id": made.ticket_id, "slot": f"forum:{made.ticket_id}"}
    await session.execute(insert(Message).values(**head, **told).on_conflict_do_nothing())
    await _choose_spare(session, made.ticket_id, made.chat_id)


async def forget_spare(session: AsyncSession, ticket_id: int, chat_id: int, spare_id: int) -> None:
    """Forget a spare topic that was deleted; the next one, if there are several, is to be deleted then."""
    await _release_head(session, ticket_id, chat_id, spare_id)
    await _choose_spare(session, ticket_id, chat_id)


async def _release_head(session: AsyncSession, ticket_id: int, chat_id: int, thread_id: int) -> None:
    """Note that there is no topic any longer; what was written there before is still of the ticket."""
    head = _select_heads(ticket_id, chat_id)
    gone = update(Message).where(*head, Message.message_id == thread_id).values(slot=_GONE)
    await session.execute(gone)


def _select_heads(ticket_id: int, chat_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for the messages that made topics of a ticket which are there."""
    return Message.ticket_id == ticket_id, Message.chat_id == chat_id, Message.slot == f"forum:{ticket_id}"


async def _choose_spare(session: AsyncSession, ticket_id: int, chat_id: int) -> None:
    heads = _select_heads(ticket_id, chat_id)
    spare = select(func.max(Message.message_id)).where(*heads, Message.message_id != TicketTopic.thread_id)
    its = TicketTopic.ticket_id == ticket_id, TicketTopic.chat_id == chat_id
    await session.execute(update(TicketTopic).where(*its).values(spare_id=spare.scalar_subquery()))


async def keep_none(session: AsyncSession, ticket_id: int, chat_id: int) -> None:
    """Note that the ticket gets no topic in this chat."""
    put = insert(TicketTopic).values(ticket_id=ticket_id, chat_id=chat_id)
    await session.execute(put.on_conflict_do_nothing())


async def find_own(ctx: Context, chat_id: int, thread_id: int, message_id: int) -> OwnTopic:
    """Return the topic of the actor's own chat in which they wrote or pressed, also one that is to be deleted. As it is
    there, it takes messages."""
    row = await find_by_thread(ctx.session, chat_id, thread_id)
    head = await ctx.session.get(Message, (ctx.rules.bot_id, chat_id, thread_id)) if row is None else None
    its = row.ticket_id if row is not None else head.ticket_id if head is not None else None
    ticket = await ctx.session.get(Ticket, its) if its is not None else None
    if ticket is None or ticket.requester_id != ctx.actor_id:
        return OwnTopic(thread_id, message_id)
    if row is not None:
        row.is_closed = False
    return OwnTopic(thread_id, message_id, ticket.merged_into_id or ticket.id)


async def adopt_own(ctx: Context, ticket_id: int) -> None:
    """Make the topic that the requester made by their words the one of the request that these began."""
    me, topic = ctx.actor, ctx.place.topic
    if me is None or me.telegram_id is None or topic is None or topic.ticket_id is not None:
        return
    if await find_topic(ctx.session, ticket_id, me.telegram_id) is None:
        made = MadeTopic(ticket_id, me.telegram_id, topic.thread_id, "")
        await _store_topic(ctx.session, made, now=ctx.now, rules=ctx.rules)


async def forget_topic(session: AsyncSession, chat_id: int, thread_id: int) -> None:
    """Forget a topic that is no longer there."""
    gone = TicketTopic.chat_id == chat_id, TicketTopic.thread_id == thread_id
    ticket_id = await session.scalar(delete(TicketTopic).where(*gone).returning(TicketTopic.ticket_id))
    if ticket_id is not None:
        await _release_head(session, ticket_id, chat_id, thread_id)


async def follow_change(session: AsyncSession, change: TopicChange, *, now: datetime, rules: DeskSettings) -> None:
    """Note what became of a topic. One of the desk's own, of which nothing is stored as the process was killed, is the
    ticket's now; if that has another one, it is deleted."""
    reader = await _find_place(session, change, rules)
    if reader is None:
        return
    if change.made and change.by_desk:
        await _adopt(session, reader, change, now, rules)
        return
    its = TicketTopic.chat_id == change.chat_id, TicketTopic.thread_id == change.thread_id
    if change.name is not None and not change.by_desk:
        await session.execute(update(TicketTopic).where(*its).values(fingerprint=None))
    if change.is_closed is not None and not change.by_desk:
        await session.execute(update(TicketTopic).where(*its).values(is_closed=change.is_closed))


def erase_own_line(
    session: AsyncSession, change: TopicChange, message_id: int, *, now: datetime, rules: DeskSettings
) -> None:
    """Delete Telegram's line that the desk itself has renamed, closed or opened a topic of the staff group, as its icon
    and card show that; without the right to, it stays. The line that made a topic is its first message."""
    team = rules.groups.find_team(change.chat_id)
    if team is not None and change.by_desk and not change.made and DELETE not in team.lacks:
        letters.queue_letter(session, team.person_id, Erase(message_id, there=change.chat_id), now=now, lane=Lane.EDITS)


async def _find_place(session: AsyncSession, change: TopicChange, rules: DeskSettings) -> Person | None:
    """Return the group, or the requester in whose own chat it was; None if the desk makes no topics there."""
    if change.chat_id > 0:
        return await person_rows.find_by_telegram(session, change.chat_id) if rules.requests.topics else None
    group = await staff_group.find_listening(session, rules) if staff_group.has_topics(rules) else None
    return group if group is not None and group.telegram_id == change.chat_id else None


async def _adopt(
    session: AsyncSession, reader: Person, change: TopicChange, now: datetime, rules: DeskSettings
) -> None:
    named = _NUMBER.match(change.name or "")
    ticket = await session.scalar(select(Ticket).where(Ticket.number == int(named[1]))) if named is not None else None
    if ticket is None or (reader.role is not Role.GROUP and ticket.requester_id != reader.id):
        return
    made = MadeTopic(ticket.id, change.chat_id, change.thread_id, make_fingerprint(change.name or ""))
    await keep_topic(session, made, now=now, rules=rules)


async def note_rights(
    session: AsyncSession, lacks: tuple[str, ...], *, is_given: bool, now: datetime, rules: DeskSettings
) -> None:
    """Note the rights that topics need and the bot has not. `is_given`: it got some just now; then the queue, which may
    not have been pinned, is pinned."""
    row = await installation.load_row(session)
    if tuple(row.topics_lack) != lacks:
        row.topics_lack = list(lacks)
        await installation.renew_settings(session)
    group = await staff_group.find_listening(session, rules) if is_given and staff_group.has_topics(rules) else None
    if group is not None and PIN not in lacks:
        staff_group.show_queue(session, group.id, now=now, pin=True)


async def tell_merged(ctx: Context, source: Ticket, target: Ticket) -> None:
    """Say in the topic of a ticket, before it is closed, which ticket it is part of now."""
    team = ctx.rules.groups.team
    if team is None or not staff_group.has_topics(ctx.rules):
        return
    if await find_topic(ctx.session, source.id, team.chat_id) is not None:
        line = Say("group-topic-merged", {"number": source.number, "into": target.number}, silent=True)
        letters.queue_letter(ctx.session, team.person_id, line, now=ctx.now, ticket_id=source.id)


async def offer_topics(session: AsyncSession, *, may_manage: bool, now: datetime, rules: DeskSettings) -> None:
    """Suggest topics to admins, whose staff group is a forum. `may_manage`: the bot has the right to make them."""
    if not staff_group.has_topics(rules):
        rights = "given" if may_manage else "missing"
        await to_admins.tell_admins(session, "group-topics-offer", now=now, rights=rights)
