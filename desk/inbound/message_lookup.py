"""Read in one query what a person's message meets, once it is their turn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import LateralFromClause

from db.compiled import Compiled
from db.models import Entry, EntryKind, Message, MessageKind, OwnTicket, Person, Question, Status, Ticket, any_of
from db.unit_of_work import NextEntry, get_unit
from desk import Desk, DeskSettings, locked
from desk.conversation import entries
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.routing_types import TicketOption
from desk.listing import skip_to
from desk.outbox.question_rows import MOVABLE
from desk.policy import permissions, rating_rules, transitions

LATELY = timedelta(hours=72)
FRESH = timedelta(hours=24)
_MOST_A_MINUTE = 20
_SPOKEN = (EntryKind.COMMENT, EntryKind.REPLY)
_OF_ONE_TICKET = ["entry", "card", "open", "receipt", "group", "forum"]
"""Kinds of messages a reply to which goes to their ticket and no other."""


@dataclass(frozen=True, slots=True)
class MessageLookup:
    """The requests and questions a message can belong to. `questions`: those to the person that still matter (open
    ones, and answers that can still be moved); `mine`: their tickets that are open, ended within 72 hours or were
    just rated; `other_side`: who has the one that the message is most likely about; `flood_marker_at`: when the
    twentieth last of their messages here was sent; `note_before`: the note that an agent's previous message became, if
    it did, and when that was sent."""

    questions: Sequence[Question]
    mine: Sequence[OwnTicket]
    other_side: Person | None
    flood_marker_at: datetime | None
    note_before: tuple[Entry, datetime] | None


_PARAMETERS = ("people", "chats", "messages", "replies")
_MESSAGES = (
    func.unnest(*(bindparam(name, type_=ARRAY(BigInteger)) for name in _PARAMETERS))
    .table_valued(*(column(name, BigInteger) for name in ("me", "chat", "message", "replied")))
    .render_derived("coming")
)
_COMING = _MESSAGES.c
"""The messages that are looked up: whose they are, their chats and ids, and what they reply to."""
_FEW = _COMING.me.between(literal_column("1"), literal_column("9223372036854775807"))
"""True of all of them. PostgreSQL takes it for rare (DEFAULT_RANGE_INEQ_SEL), so that its one plan for any values looks
up few rows by their indexes. For the ten rows that it expects of `unnest` it would read tables, and plan each time."""
_REPLIED, _WORDS, _OWN = aliased(Message), aliased(Entry), aliased(Ticket)
_MATTERS = and_(
    Question.person_id == Person.id,
    Question.closed_at.is_(None),
    Question.answered_at.is_(None) | any_of(Question.kind, MOVABLE),
)
_IS_REPLIED = and_(
    _REPLIED.bot_id == bindparam("bot"),
    _REPLIED.chat_id == _COMING.chat,
    _REPLIED.message_id == _COMING.replied,
)


def _select_own() -> LateralFromClause:
    recent = or_(
        Ticket.is_open,
        Ticket.ended_at >= bindparam("lately"),
        Ticket.rating_asked_at > bindparam("rated"),
        Ticket.word_until > bindparam("now"),
    )
    is_known = or_(~Ticket.is_filed_silently, _COMING.replied.is_not(None))
    spoken = select(Entry.created_at).where(
        Entry.ticket_id == Ticket.id, any_of(Entry.kind, _SPOKEN), Entry.withdrawn_at.is_(None), ~Entry.small_talk
    )
    last_word = spoken.order_by(Entry.id.desc()).limit(1).correlate(Ticket).scalar_subquery().label("last_word")
    columns = [getattr(Ticket, name) for name in OwnTicket._fields[:-1]]
    return select(*columns, last_word).where(Ticket.requester_id == _COMING.me, recent, is_known).lateral("mine")


def _find_twentieth() -> ScalarSelect[datetime]:
    said = select(Message.sent_at).where(
        Message.bot_id == bindparam("bot"), Message.chat_id == _COMING.chat, Message.kind == MessageKind.SAID
    )
    return skip_to(said.order_by(Message.message_id.desc()), _MOST_A_MINUTE).limit(1).scalar_subquery()


def _choose_ticket(*, staff: bool) -> ColumnElement[int | None]:
    """Return the id of the ticket that the message is most likely about: that of the words or the card it replies to,
    or the only one of a requester. Null if questions matter, or no ticket may be locked before another."""
    kind = func.split_part(func.coalesce(_REPLIED.slot, "entry:"), ":", 1)
    of_reply = func.coalesce(_WORDS.ticket_id, _REPLIED.ticket_id)
    live = select(case((func.count() == 1, func.min(_OWN.id)))).where(_OWN.requester_id == Person.id)
    only = live.where(_OWN.is_open).correlate(Person).scalar_subquery()
    alone = _COMING.replied.is_(None)
    named = and_(_REPLIED.question_id.is_(None), kind == any_(literal(_OF_ONE_TICKET, ARRAY(Text))))
    asked = select(Question.id).where(_MATTERS).correlate(Person).exists()
    begins = bindparam("begins", type_=Boolean)
    return case((begins | asked, None), (alone, None if staff else only), (named, of_reply))


def _build_query(*, staff: bool) -> Select[*tuple[Any, ...]]:
    """Select a row for each pair of question and ticket: there are few of either, and mostly none of one.

    The message replied to is read too, and kept by the session for `reply_target`; the ticket it is most likely about
    is locked, as `desk.locked` does it.
    """
    mine, before = _select_own(), _select_said_before()
    likely = select(Ticket).where(Ticket.id == _choose_ticket(staff=staff), Ticket.merged_into_id.is_(None))
    target = aliased(Ticket, likely.correlate(Person, _REPLIED, _WORDS, _MESSAGES).with_for_update().lateral("likely"))
    other = aliased(Person)
    is_other = other.id == case((target.requester_id == Person.id, target.assignee_id), else_=target.requester_id)
    note = aliased(Entry)
    first = (_COMING.me, Question, _find_twentieth(), target, other, _REPLIED, _WORDS)
    is_open = entries.select_opened(target.id, literal("open:") + cast(target.number, String))
    query = (
        select(*first, entries.NEXT_ID.label("next_id"), is_open.label("is_open"), *mine.c)
        .join_from(_MESSAGES, Person, Person.id == _COMING.me)
        .outerjoin(_REPLIED, _IS_REPLIED)
        .outerjoin(_WORDS, _WORDS.id == _REPLIED.entry_id)
        .outerjoin(target, true())
        .outerjoin(other, is_other)
        .outerjoin(Question, _MATTERS)
        .outerjoin(mine, true())
        .where(_FEW)
        .order_by(Question.id, mine.c.id)
        .execution_options(populate_existing=True)
    )
    if not staff:
        return query
    is_note = and_(note.id == before.c.entry_id, note.kind == EntryKind.NOTE)
    return query.add_columns(note, before.c.sent_at).outerjoin(before, true()).outerjoin(note, is_note)


def _select_said_before() -> LateralFromClause:
    said = select(Message.entry_id, Message.sent_at).where(
        Message.bot_id == bindparam("bot"),
        Message.chat_id == _COMING.chat,
        Message.message_id < _COMING.message,
        Message.kind == MessageKind.SAID,
        Message.entry_id.is_not(None),
    )
    return said.order_by(Message.message_id.desc()).limit(1).lateral()


_QUERY, _STAFF_QUERY = Compiled(_build_query(staff=False)), Compiled(_build_query(staff=True))
_FIRST = 9
_Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class ComingMessage:
    """A message before it is read: its author, its place, and the message that it replies to."""

    author: Person
    chat_id: int
    message_id: int
    reply_to_message_id: int | None


async def look_up_ahead(
    session: AsyncSession, coming: Sequence[ComingMessage], *, now: datetime, rules: DeskSettings
) -> Collection[ComingMessage]:
    """Look up the messages of people whose turns are held, for `look_up_message`. Return those that can be taken in
    together: not one whose ticket is that of another, or that replies to what is not stored."""
    together, tickets = list[ComingMessage](), set[int]()
    for staff in (False, True):
        some = [one for one in coming if permissions.is_staff(one.author) == staff]
        found = await _read_rows(session, some, now=now, rules=rules, staff=staff) if some else {}
        for one in some:
            rows = found[one]
            ticket, replied = (rows[0][3], rows[0][5]) if rows else (None, None)
            is_apart = (ticket is not None and ticket.id in tickets) or (one.reply_to_message_id and replied is None)
            if rows and not is_apart:
                get_unit(session).messages_ahead[one.author.id, one.message_id, staff] = rows
                together.append(one)
                tickets |= {ticket.id} if ticket is not None else set()
    return together


async def look_up_message(desk: Desk, incoming: IncomingMessage | None = None) -> MessageLookup:
    """Return what the actor's message meets now (None: a command, which is no part of what they say). The ticket that
    it is most likely about is locked."""
    me = desk.require_actor()
    one = ComingMessage(
        me,
        incoming.chat_id if incoming is not None else 0,
        incoming.message_id if incoming is not None else 0,
        incoming.reply_to_message_id if incoming is not None else None,
    )
    staff = permissions.is_staff(me)
    rows = get_unit(desk.session).messages_ahead.pop((me.id, one.message_id, staff), None)
    if rows is None:
        found = await _read_rows(
            desk.session, [one], now=desk.now, rules=desk.rules, staff=staff, begins=incoming is None
        )
        rows = found[one]
    note, sent_at = rows[0][-2:] if staff and rows else (None, None)
    target = rows[0][3] if rows else None
    locked.remember_locked(desk.session, target)
    if target is not None:
        get_unit(desk.session).next_entry = NextEntry(target.id, rows[0].next_id, rows[0].is_open)
    mine = {row[_FIRST]: OwnTicket(*row[_FIRST : _FIRST + len(OwnTicket._fields)]) for row in rows}
    return MessageLookup(
        questions=list({row[1].id: row[1] for row in rows if row[1] is not None}.values()),
        mine=[ticket for key, ticket in mine.items() if key is not None],
        other_side=rows[0][4] if rows else None,
        flood_marker_at=rows[0][2] if rows else None,
        note_before=(note, sent_at) if note is not None and sent_at is not None else None,
    )


async def _read_rows(
    session: AsyncSession,
    coming: Sequence[ComingMessage],
    *,
    now: datetime,
    rules: DeskSettings,
    staff: bool,
    begins: bool = False,
) -> dict[ComingMessage, _Rows]:
    """Return the rows of each message."""
    given = {
        "people": [one.author.id for one in coming],
        "chats": [one.chat_id for one in coming],
        "messages": [one.message_id for one in coming],
        "replies": [one.reply_to_message_id for one in coming],
        "lately": now - LATELY,
        "rated": now - rules.requests.question,
        "now": now,
        "bot": rules.bot_id,
        "begins": begins,
    }
    rows = await (_STAFF_QUERY if staff else _QUERY).fetch(session, given)
    return {one: [row for row in rows if row[0] == one.author.id] for one in coming}


def make_option(desk: Desk, ticket: Ticket | OwnTicket, last_word: datetime | None = None) -> TicketOption:
    """Return a ticket as routing sees it. `last_word`: when its requester got or wrote the last word."""
    is_own = ticket.requester_id == desk.require_actor().id
    spoke_at = ticket.requester_spoke_at
    asks = ticket.status is Status.RESOLVED and ticket.tell_at is None
    return TicketOption(
        id=ticket.id,
        status=ticket.status,
        last_at=last_word or ticket.filed_at or ticket.created_at,
        is_draft=ticket.is_draft,
        fresh=last_word is not None and desk.now - last_word <= FRESH,
        long_ago=ticket.status.is_finished
        and not transitions.can_reopen(ticket.status, ticket.ended_at, now=desk.now, rules=desk.rules),
        is_own=is_own,
        is_answered=last_word is not None and (spoke_at is None or last_word > spoke_at),
        asked_at=ticket.status_at if asks and is_own else None,
        asks_if_needed=ticket.end_reason == rating_rules.BY_SILENCE,
        just_cancelled=ticket.status is Status.CANCELLED
        and ticket.ended_at is not None
        and ticket.ended_at > desk.now - desk.rules.requests.question,
    )


def has_question(answer: Entry) -> bool:
    """Return True if an agent's answer asks something, outside of addresses."""
    words = answer.body.replace("\uff1f", "?").split() if answer.kind is EntryKind.REPLY else ()
    return any("?" in word and "://" not in word for word in words)


async def get_number(desk: Desk, ticket_id: int | None) -> int:
    """Return the number that people know the ticket by."""
    return (await desk.session.get_one(Ticket, ticket_id or 0)).number
