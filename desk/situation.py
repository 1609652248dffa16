"""What decides where a message goes, looked up: the reply, the draft, the questions, the tickets of its writer."""

import re
from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, Question, Ticket
from db.words import EntryKind, FileKind, QuestionKind, Status
from desk import rules as table
from desk import sight
from desk.desk import Desk
from desk.incoming import Incoming
from desk.notes import is_note
from desk.replies import reply_of
from desk.routing import Said, Situation, Spot
from desk.smalltalk import is_small_talk

FRESH = timedelta(hours=24)
LATELY = timedelta(hours=72)
_LONE_COMMAND = re.compile(r"\s*/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]+)?\s*", re.ASCII)
_ENDED = (Status.CLOSED, Status.CANCELLED)
_SPOKEN = (EntryKind.COMMENT, EntryKind.REPLY)
_TAKES_MORE = (QuestionKind.WHICH_TICKET, QuestionKind.CLOSED_REPLY)


async def look(desk: Desk, incoming: Incoming) -> Situation:
    """The situation of `desk.actor` at `desk.now`; what of theirs had run out must have been worked off before."""
    me, session = desk.me(), desk.session
    staff = sight.is_staff(me)
    asked = await _asked(desk)
    draft = await session.scalar(_gathering(me.id))
    add_to = next((q for q in asked if q.kind in (QuestionKind.ADD_TO, QuestionKind.NEW_NEXT)), None)
    return Situation(
        said=said(incoming),
        is_staff=staff,
        album=await _album(desk, incoming),
        reply=await reply_of(desk, incoming, spot_of),
        add_to=await _named(desk, add_to) if add_to is not None and add_to.kind is QuestionKind.ADD_TO else None,
        new_next=add_to is not None and add_to.kind is QuestionKind.NEW_NEXT,
        draft=spot_of(draft, desk) if draft is not None else None,
        rating_of=await _rating(desk),
        own=await _own(desk),
        open_question=await _where_to(desk) if staff else next((q.id for q in asked if q.kind in _TAKES_MORE), None),
        untaken=await untaken(session, me.id),
    )


def said(incoming: Incoming) -> Said:
    """What the words themselves are."""
    text = incoming.words.text
    alone = not incoming.files and incoming.content is None
    return Said(
        has_text=alone and bool(text.strip()),
        lone_command=alone and _LONE_COMMAND.fullmatch(text) is not None,
        note=is_note(text),
        small_talk=_is_small_talk(incoming),
    )


def _is_small_talk(incoming: Incoming) -> bool:
    if incoming.forwarded_from is not None or incoming.album is not None:
        return False
    if incoming.files:
        return not incoming.words.text and [f.kind for f in incoming.files] == [FileKind.STICKER]
    if incoming.content is not None:
        return incoming.content == "dice"
    return is_small_talk(incoming.words.text)


async def untaken(session: AsyncSession, person_id: int) -> tuple[Spot, ...]:
    """The person's requests that nobody has taken, newest first."""
    waiting = select(Ticket).where(
        Ticket.requester_id == person_id,
        Ticket.status == Status.NEW,
        Ticket.filed_at.is_not(None),
        Ticket.assignee_id.is_(None),
        ~Ticket.taken_on_board,
    )
    rows = await session.scalars(waiting.order_by(Ticket.filed_at.desc(), Ticket.id.desc()))
    return tuple(Spot(t.id, t.status, t.filed_at or t.created_at) for t in rows)


async def own_open(session: AsyncSession, person_id: int) -> list[Ticket]:
    """The person's open filed tickets, newest word first."""
    mine = select(Ticket).where(
        Ticket.requester_id == person_id, Ticket.filed_at.is_not(None), Ticket.status.not_in(_ENDED)
    )
    newest = func.coalesce(Ticket.last_entry_at, Ticket.created_at).desc()
    return list(await session.scalars(mine.order_by(newest, Ticket.id.desc())))


def _gathering(person_id: int) -> Select[Ticket]:
    return select(Ticket).where(
        Ticket.requester_id == person_id, Ticket.filed_at.is_(None), Ticket.status == Status.NEW
    )


async def _own(desk: Desk) -> tuple[Spot, ...]:
    """Their filed tickets that are open, or ended within 72 hours, with the time of the last word they could see."""
    word = (
        select(Entry.ticket_id, func.max(Entry.created_at).label("at"))
        .join(Ticket, Ticket.id == Entry.ticket_id)
        .where(Ticket.requester_id == desk.me().id, Entry.kind.in_(_SPOKEN), Entry.withdrawn_at.is_(None))
        .group_by(Entry.ticket_id)
    ).subquery()
    mine = (
        select(Ticket, word.c.at)
        .outerjoin(word, word.c.ticket_id == Ticket.id)
        .where(Ticket.requester_id == desk.me().id, Ticket.filed_at.is_not(None))
        .where(or_(Ticket.status.not_in(_ENDED), Ticket.ended_at >= desk.now - LATELY))
        .execution_options(populate_existing=True)
    )
    return tuple(spot_of(ticket, desk, at) for ticket, at in await desk.session.execute(mine))


def spot_of(ticket: Ticket, desk: Desk, last_word: datetime | None = None) -> Spot:
    """A ticket as routing sees it."""
    return Spot(
        id=ticket.id,
        status=ticket.status,
        last_at=last_word or ticket.filed_at or ticket.created_at,
        is_draft=ticket.filed_at is None and ticket.status is Status.NEW,
        fresh=last_word is not None and desk.now - last_word <= FRESH,
        long_ago=ticket.status in _ENDED
        and not table.may_reopen(ticket.status, ticket.ended_at, now=desk.now, rules=desk.rules),
    )


async def _asked(desk: Desk) -> list[Question]:
    """The open questions to the person whose time has not run out, newest first."""
    still = select(Question).where(
        Question.person_id == desk.me().id,
        Question.answered_at.is_(None),
        Question.closed_at.is_(None),
        Question.due_at > desk.now,
    )
    return list(await desk.session.scalars(still.order_by(Question.asked_at.desc(), Question.id.desc())))


async def _rating(desk: Desk) -> int | None:
    """The ticket that was just confirmed, while its rating may still get a word: not skipped, none given."""
    newest = select(Ticket.id).where(
        Ticket.requester_id == desk.me().id,
        Ticket.rating_asked_at > desk.now - desk.rules.question,
        Ticket.rating_words.is_(None),
        or_(Ticket.rated_at.is_(None), Ticket.rating.is_not(None)),
        Ticket.status == Status.CLOSED,
        ~select(Question.id).where(Question.kind == QuestionKind.RATING_WORD, Question.ticket_id == Ticket.id).exists(),
    )
    return await desk.session.scalar(newest.order_by(Ticket.rating_asked_at.desc()).limit(1))


async def _where_to(desk: Desk) -> int | None:
    """The newest open "where to?" whose last words came within the question's time: what follows belongs to it."""
    newest = (
        select(Question.id)
        .join(Entry, Entry.question_id == Question.id)
        .where(
            Question.person_id == desk.me().id,
            Question.kind == QuestionKind.WHERE_TO,
            Question.answered_at.is_(None),
            Question.closed_at.is_(None),
            Entry.created_at >= desk.now - desk.rules.question,
        )
        .order_by(Question.id.desc())
        .limit(1)
    )
    return await desk.session.scalar(newest)


async def _named(desk: Desk, question: Question) -> Spot | None:
    ticket = await desk.session.get(Ticket, question.ticket_id, populate_existing=True)
    return spot_of(ticket, desk) if ticket is not None and ticket.requester_id == desk.me().id else None


async def _album(desk: Desk, incoming: Incoming) -> int | None:
    """The entry that began with another part of the same album."""
    if incoming.album is None:
        return None
    first = select(Entry.id).where(Entry.said_chat_id == incoming.chat_id, Entry.album == incoming.album)
    return await desk.session.scalar(first.order_by(Entry.id.desc()).limit(1))
