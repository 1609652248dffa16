"""Read in one query what a person's message meets, once it is their turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import aliased

from db.models import Entry, EntryKind, Message, MessageKind, Person, Question, Ticket
from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.routing_types import TicketOption
from desk.policy import FINISHED, permissions, transitions
from desk.questions.asking import MOVABLE

LATELY = timedelta(hours=72)
FRESH = timedelta(hours=24)
MOST_A_MINUTE = 20
_SPOKEN = (EntryKind.COMMENT, EntryKind.REPLY)
_REPLIED, _WORDS, _OF = aliased(Message), aliased(Entry), aliased(Ticket)


@dataclass(frozen=True, slots=True)
class MessageLookup:
    """The requests and questions a message can belong to. `asked`: questions to the person that still matter (open
    ones, and answers that can still be moved); `mine`: their tickets that are open, ended within 72 hours or were
    just rated, with the time of the last word they could see; `twentieth`: when the twentieth last of their messages
    here was sent; `note_before`: the note that an agent's previous message became, if it did, and when that was
    sent."""

    asked: Sequence[Question]
    mine: Sequence[tuple[Ticket, datetime | None]]
    twentieth: datetime | None
    note_before: tuple[Entry, datetime] | None


def _build_query() -> Select[*tuple[Any, ...]]:
    """Select a row for each pair of question and ticket: there are few of either, and mostly none of one.

    The message replied to is read too, and kept by the session for `reply_target`.
    """
    matters = and_(
        Question.person_id == Person.id,
        Question.closed_at.is_(None),
        Question.answered_at.is_(None) | Question.kind.in_(MOVABLE),
    )
    recent = or_(
        Ticket.status.not_in(FINISHED),
        Ticket.ended_at >= bindparam("lately"),
        Ticket.rating_asked_at > bindparam("rated"),
        Ticket.word_until > bindparam("now"),
    )
    spoken = select(Entry.created_at).where(
        Entry.ticket_id == Ticket.id, Entry.kind.in_(_SPOKEN), Entry.withdrawn_at.is_(None)
    )
    last_word = spoken.order_by(Entry.id.desc()).limit(1).correlate(Ticket).scalar_subquery()
    said = select(Message.sent_at).where(
        Message.bot_id == bindparam("bot"), Message.chat_id == bindparam("chat"), Message.kind == MessageKind.SAID
    )
    twentieth = said.order_by(Message.message_id.desc()).offset(MOST_A_MINUTE - 1).limit(1).scalar_subquery()
    is_replied = and_(
        _REPLIED.bot_id == bindparam("bot"),
        _REPLIED.chat_id == bindparam("chat"),
        _REPLIED.message_id == bindparam("replied"),
    )
    return (
        select(Question, Ticket, last_word, twentieth, _REPLIED, _WORDS, _OF)
        .select_from(Person)
        .outerjoin(_REPLIED, is_replied)
        .outerjoin(_WORDS, _WORDS.id == _REPLIED.entry_id)
        .outerjoin(_OF, _OF.id == func.coalesce(_WORDS.ticket_id, _REPLIED.ticket_id))
        .outerjoin(Question, matters)
        .outerjoin(Ticket, and_(Ticket.requester_id == Person.id, recent))
        .where(Person.id == bindparam("me"))
        .order_by(Question.id, Ticket.id)
        .execution_options(populate_existing=True)
    )


def _build_staff_query() -> Select[Any]:
    said = select(Message.entry_id, Message.sent_at).where(
        Message.bot_id == bindparam("bot"),
        Message.chat_id == bindparam("chat"),
        Message.message_id < bindparam("message"),
        Message.kind == MessageKind.SAID,
        Message.entry_id.is_not(None),
    )
    before = said.order_by(Message.message_id.desc()).limit(1).lateral()
    note = aliased(Entry)
    is_note = and_(note.id == before.c.entry_id, note.kind == EntryKind.NOTE)
    return _build_query().add_columns(note, before.c.sent_at).outerjoin(before, true()).outerjoin(note, is_note)


_QUERY, _STAFF_QUERY = _build_query(), _build_staff_query()


async def look_up_message(desk: Desk, incoming: IncomingMessage | None = None) -> MessageLookup:
    """Return what the actor's message meets now (None: a command, which is no part of what they say)."""
    given = {
        "me": desk.require_actor().id,
        "lately": desk.now - LATELY,
        "rated": desk.now - desk.rules.requests.question,
        "now": desk.now,
        "bot": desk.rules.bot_id or 0,
        "chat": incoming.chat_id if incoming is not None else 0,
        "message": incoming.message_id if incoming is not None else 0,
        "replied": incoming.reply_to_message_id if incoming is not None else None,
    }
    staff = permissions.is_staff(desk.require_actor())
    rows = (await desk.session.execute(_STAFF_QUERY if staff else _QUERY, given)).all()
    note, sent_at = rows[0][-2:] if staff and rows else (None, None)
    return MessageLookup(
        asked=list({row[0].id: row[0] for row in rows if row[0] is not None}.values()),
        mine=list({row[1].id: (row[1], row[2]) for row in rows if row[1] is not None}.values()),
        twentieth=rows[0][3] if rows else None,
        note_before=(note, sent_at) if note is not None and sent_at is not None else None,
    )


def make_option(desk: Desk, ticket: Ticket, last_word: datetime | None = None) -> TicketOption:
    """Return a ticket as routing sees it. `last_word`: when its requester got or wrote the last word."""
    return TicketOption(
        id=ticket.id,
        status=ticket.status,
        last_at=last_word or ticket.filed_at or ticket.created_at,
        is_draft=ticket.is_draft,
        fresh=last_word is not None and desk.now - last_word <= FRESH,
        long_ago=ticket.status in FINISHED
        and not transitions.can_reopen(ticket.status, ticket.ended_at, now=desk.now, rules=desk.rules),
        is_own=ticket.requester_id == desk.require_actor().id,
    )


async def get_number(desk: Desk, ticket_id: int | None) -> int:
    """Return the number that people know the ticket by."""
    return (await desk.session.get_one(Ticket, ticket_id)).number
