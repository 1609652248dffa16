"""A question as the person who was asked sees it. Changes nothing, words nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Message, Person, Question, QuestionKind, Status, Ticket, any_of
from desk.conversation import form_answers
from desk.conversation.form_answers import EarlierValue
from desk.organizations import registration
from desk.organizations.choices import OrganizationOption, list_outlets, list_own
from desk.organizations.of_ticket import TicketOrganization, load_organization
from desk.organizations.registration import StepInfo
from desk.outbox import question_rows
from desk.policy import permissions
from desk.queries import lists
from desk.queries.lists import TicketRow
from desk.text import RichText


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """A question about details of a request. `text` is by language, empty if the question is gone; `value`: the
    current answer; `before`: earlier answers; `more`: other questions follow; `skipped`: the requester declined."""

    text: Mapping[str, str]
    value: str | None
    before: tuple[EarlierValue, ...] = ()
    more: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class OrganizationQuestion:
    """The question for which organization a request is. `now`: the one it is for; `choices`: the requester's
    organizations, or the outlets of `now`, while it is open; `can_change`: the request has not ended."""

    now: TicketOrganization | None
    choices: Sequence[OrganizationOption]
    can_change: bool


@dataclass(frozen=True, slots=True)
class QuestionInfo:
    """A question as shown: `options` are the tickets offered, `chosen` is the ticket the words are in now.

    `is_open`: not answered yet; `is_answered`: by a press, words or time; `can_move`: buttons still move the words;
    `falls_to`: number of the ticket chosen when the time is up; `became_new`: the words became (part of) a new request
    `chosen`; `gone`: the words were withdrawn;
    `said`: an automatic answer as it was given; `to_say`: the question about details; `organization`: that for which
    organization it is; `step`: that of a registration; `category_id`: the topic that the request begun next will have;
    `waiting`: how many messages of staff wait for the answer; `also`: numbers of further tickets that got the words;
    `is_doubtful`: the words of staff are not wholly read; `undone`: nothing was done and nothing sent; `mails`: how
    many messages the question is about; `act`: whose words are asked for.
    """

    id: int
    kind: QuestionKind
    number: int | None
    options: tuple[TicketRow, ...]
    is_open: bool
    is_answered: bool
    can_move: bool
    dropped: bool
    became_new: bool
    chosen: int | None
    falls_to: int | None
    minutes: float | None
    due_at: datetime | None
    gone: bool = False
    said: RichText = RichText()  # noqa: RUF009  (frozen itself)
    to_say: FormQuestion | None = None
    organization: OrganizationQuestion | None = None
    step: StepInfo | None = None
    category_id: int | None = None
    waiting: int = 0
    also: tuple[int, ...] = ()
    is_doubtful: bool = False
    undone: bool = False
    mails: int = 0
    act: str | None = None


async def load_question(session: AsyncSession, question_id: int, viewer: Person) -> QuestionInfo | None:
    """Load one of the viewer's own questions; None if there is none, or it is for staff and the viewer left."""
    row = await session.get(Question, question_id)
    if row is None or row.person_id != viewer.id:
        return None
    if row.kind in permissions.STAFF_QUESTIONS and not permissions.is_staff(viewer):
        return None
    chosen = row.data.get("chosen") or await _find_joined(session, row)
    numbers = await _load_numbers(session, row, chosen)
    is_open = row.is_open and await _is_still_asked(session, row)
    waits = row.due_at is not None and is_open
    return QuestionInfo(
        id=row.id,
        kind=row.kind,
        number=numbers.get(row.ticket_id),
        options=await _load_options(session, row),
        is_open=is_open,
        is_answered=row.answered_at is not None,
        can_move=row.answered_at is not None and row.closed_at is None and row.kind in question_rows.MOVABLE,
        dropped=bool(row.data.get("dropped")),
        undone=bool(row.data.get("undone")),
        became_new=bool(row.data.get("new")),
        gone=bool(row.data.get("gone")),
        chosen=numbers.get(chosen),
        falls_to=numbers.get(await _find_default(session, row)),
        minutes=(row.due_at - row.asked_at).total_seconds() / 60 if waits and row.due_at else None,
        due_at=row.due_at,
        said=_get_preset_answer(row),
        to_say=await _load_form_question(session, row, is_open=is_open) if row.kind in form_answers.KINDS else None,
        organization=await _load_organization_question(session, row, is_open=is_open),
        step=await registration.describe_step(session, row),
        category_id=row.data.get("category"),
        waiting=await _count_waiting(session, row) if row.kind is QuestionKind.WHERE_TO and is_open else 0,
        is_doubtful=bool(row.data.get("doubtful")),
        mails=row.data.get("mails", 0),
        act=row.data.get("act"),
        also=tuple(row.data.get("also", ())) if row.answered_at is not None else (),
    )


async def load_of_receipt(session: AsyncSession, number: int, viewer: Person) -> QuestionInfo | None:
    """Load the viewer's question that the receipt of a request asks, or None."""
    theirs = Question.person_id == viewer.id, Question.kind == QuestionKind.RATING_WORD
    on_it = Question.data[question_rows.ON_RECEIPT].as_integer() == number
    found = await session.scalar(select(Question.id).where(*theirs, on_it).limit(1))
    return await load_question(session, found, viewer) if found is not None else None


async def _count_waiting(session: AsyncSession, row: Question) -> int:
    held = select(func.count()).where(Entry.question_id == row.id, Entry.withdrawn_at.is_(None))
    return max(1, await session.scalar(held) or 0)


async def is_placed_by_clock(session: AsyncSession, entry_id: int) -> bool:
    """Return True if a requester's words are where they are because the question which request they are for expired;
    of several under one question, for the first."""
    entry = await session.get_one(Entry, entry_id)
    if entry.kind is not EntryKind.COMMENT or entry.question_id is None:
        return False
    asked = await session.get_one(Question, entry.question_id)
    is_first = asked.data.get("entries", [])[:1] == [entry_id]
    return (
        is_first
        and asked.kind is QuestionKind.WHICH_TICKET
        and bool(asked.data.get("by_clock"))
        and not asked.data.get("new")
    )


async def find_unrecorded_question(
    session: AsyncSession, person: Person, bot_id: int, replies_to: int | None
) -> int | None:
    """Return the id of the person's open question that a message shows which is not stored: it is new, or was sent
    twice because Telegram's answer was lost. The question about the words it replies to counts, else the only open
    one."""
    open_ = (Question.person_id == person.id, Question.is_open)
    waiting = select(Question.id).where(*open_).order_by(Question.id.desc()).limit(2)
    heard = (Message.bot_id == bot_id, Message.chat_id == person.telegram_id, Message.message_id == replies_to)
    words = await session.scalar(select(Message.entry_id).where(*heard))
    if words is not None:
        about = Question.data.contains({"entries": [words]})
        theirs = select(Question.id).where(Question.person_id == person.id, about).limit(1)
        is_asked = await session.scalar(theirs) is not None
        waiting = waiting.where(about if is_asked else ~Question.data.has_key("entries"))
    found = (await session.scalars(waiting)).all()
    return found[0] if len(found) == 1 else None


async def _load_form_question(session: AsyncSession, row: Question, *, is_open: bool) -> FormQuestion:
    key, texts = row.data["key"], row.data.get("text", {})
    before = await form_answers.list_earlier_values(session, row.person_id, key) if is_open and texts else []
    answered = row.answered_at is not None and row.ticket_id is not None
    value = await form_answers.get_value(session, row.ticket_id or 0, key) if answered else None
    more, skipped = bool(row.data.get("left")), bool(row.data.get("skipped"))
    return FormQuestion(texts, value, tuple(before), more, skipped)


async def _load_organization_question(
    session: AsyncSession, row: Question, *, is_open: bool
) -> OrganizationQuestion | None:
    if row.kind is not QuestionKind.ORGANIZATION:
        return None
    ticket = await session.get_one(Ticket, row.ticket_id, populate_existing=True)
    now = await load_organization(session, ticket, permissions.Access(requester=True))
    offered: Sequence[OrganizationOption] = ()
    if is_open and now is None:
        offered = await list_own(session, row.person_id, without=ticket.id)
    elif is_open and now is not None:
        offered = await list_outlets(session, now.id)
    named = row.data.get("named", ())
    narrowed = [one for one in offered if one.id in named]
    return OrganizationQuestion(now, narrowed or offered, ticket.is_open)


def _get_preset_answer(row: Question) -> RichText:
    """Return an automatic answer as it was given; other questions keep other data under these names."""
    given = row.data if row.kind is QuestionKind.PRESET else {}
    return RichText.load(given.get("text", ""), given.get("entities", []))


async def _is_still_asked(session: AsyncSession, row: Question) -> bool:
    """Return True if "is it solved?" is still open: the ticket may have moved on in another way."""
    if row.kind is not QuestionKind.RESOLVED_ADDED or row.ticket_id is None:
        return True
    return await session.scalar(select(Ticket.status).where(Ticket.id == row.ticket_id)) is Status.RESOLVED


async def _load_options(session: AsyncSession, row: Question) -> tuple[TicketRow, ...]:
    """Load the offered tickets that can still be chosen (for staff: all)."""
    ids = row.data.get("options", [])
    if not ids:
        return ()
    where: ColumnElement[bool] = any_of(Ticket.id, ids)
    if row.kind in (QuestionKind.WHICH_TICKET, QuestionKind.ADD_SAME):
        where = and_(where, Ticket.is_open)
    rows = await lists.list_options(session, where, 20)
    return tuple(sorted(rows, key=lambda row: row.number)) if row.kind is QuestionKind.WHICH_TICKET else rows


async def _find_joined(session: AsyncSession, row: Question) -> int | None:
    """Return the ticket that staff merged this one into, while its requester was asked about it."""
    if row.kind is not QuestionKind.ADD_SAME or row.ticket_id is None:
        return None
    return await session.scalar(select(Ticket.merged_into_id).where(Ticket.id == row.ticket_id))


async def _find_default(session: AsyncSession, row: Question) -> int | None:
    """Return the ticket that time chooses, None if it has ended: then the words begin a request."""
    live = select(Ticket.id).where(Ticket.id == row.data.get("falls_to"), Ticket.is_open)
    return await session.scalar(live) if "falls_to" in row.data else None


async def _load_numbers(session: AsyncSession, row: Question, chosen: int | None) -> dict[int | None, int]:
    named = (row.ticket_id, chosen, row.data.get("falls_to"))
    ids = [ticket_id for ticket_id in named if ticket_id is not None]
    rows = await session.execute(select(Ticket.id, Ticket.number).where(any_of(Ticket.id, ids)))
    return {ticket_id: number for ticket_id, number in rows}  # noqa: C416  (rows are not tuples of the key's type)
