"""The state of a unit of work: one object for each session, of what it has learned and is still to write. Must not know
what is done with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from db.enums import Box, Lane
from db.models import Entry, Person, Ticket

Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to store: of one `dedup` a box only ever takes one; of one `slot` in a key only the newest waiting job
    runs."""

    box: Box
    key: str
    payload: bytes
    now: datetime
    due_at: datetime | None = None
    lane: Lane = Lane.PEOPLE
    dedup: str | None = None
    slot: str | None = None
    ticket_id: int | None = None
    entry_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that is written later in its unit of work. `add_to` returns a statement with a part that writes rows of
    this kind, given by lists of the `values` of each."""

    add_to: Callable[[Statement], Statement]
    values: dict[str, Any]


class NextEntry(NamedTuple):
    """The id for the next entry of a locked ticket. `is_open`: a chat shows the ticket."""

    ticket_id: int
    entry_id: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class DueFacts:
    """The things that the due times of a ticket depend on (`desk/sla/due_times.py`). `status`: it and since when;
    `silent`: the requester's silence counts; `reminders`: whom to remind of what; `steps`: how late it is; `news`: whom
    to ask for news; `is_written`: the team has just written to the requester."""

    status: tuple[object, ...]
    silent: bool
    reminders: tuple[object, ...] | None
    steps: tuple[object, ...] | None
    news: tuple[object, ...]
    is_running: bool
    is_written: bool = False


Shown = tuple[tuple[object, ...], tuple[object, ...]]
"""What messages show of a ticket, and what only the board shows."""


@dataclass(slots=True)
class TicketChange:
    """A ticket that is being changed. `before`: what was shown of it; `spoken`: words that came meanwhile;
    `shows_all`: it is shown anew, whatever differs."""

    before: Shown
    spoken: list[Entry] = field(default_factory=list)
    shows_all: bool = False


class LetterReceiver(Protocol):
    """The side of `db/queue/hand_over.py` that a unit of work sees."""

    worker: int
    part: Any
    room: int

    def announce(self, jobs: Sequence[Any], worker: int) -> list[Any]: ...

    def drop(self, begun: Sequence[Any]) -> None: ...


@dataclass(slots=True)
class UnitOfWork:
    """The state of one unit of work.

    To be written at its end: `new_rows`, `jobs`, and `boxes_with_more`, in which a settled job has others behind it.
    To be handed over once it is committed: `begun` letters, through `hand_over`, which says what may begin.
    Learned by it: `held_turns` are the people whose turn it has; `people_ahead`, by Telegram id, and `messages_ahead`,
    by author, message and whether it is one of staff, were read together with others; `locked_ticket` was read `FOR
    UPDATE` and `next_entry` with it; no chat shows the ticket `unopened_ticket_id` in full; `settings_version` is that
    of the stored settings. Of tickets in a change: `cards`, who gets its card now, which needs no edit then;
    `followed`, the facts before for its due times; `changes`, what it showed before. `filed_within_hour`: tickets with
    the newest, once a step has counted them. `rows` keeps what was loaded, `has_custom_plans`: PostgreSQL plans for
    values.
    """

    rows: list[object] = field(default_factory=list)
    new_rows: list[NewRow] = field(default_factory=list)
    jobs: list[NewJob] = field(default_factory=list)
    boxes_with_more: set[Box] = field(default_factory=set)
    begun: list[Any] = field(default_factory=list)
    hand_over: LetterReceiver | None = None
    held_turns: set[int] = field(default_factory=set)
    people_ahead: dict[int, Person] = field(default_factory=dict)
    messages_ahead: dict[tuple[int, int, bool], Sequence[Any]] = field(default_factory=dict)
    locked_ticket: Ticket | None = None
    next_entry: NextEntry | None = None
    unopened_ticket_id: int | None = None
    settings_version: int | None = None
    cards: dict[int, int] = field(default_factory=dict)
    followed: dict[int, DueFacts] = field(default_factory=dict)
    changes: dict[int, TicketChange] = field(default_factory=dict)
    filed_within_hour: int | None = None
    has_custom_plans: bool = False


class UnitSession(Session):
    """A session with the state of its unit of work. It keeps strong references to the rows it has read: a second `get`
    by key needs no statement."""

    def __init__(self, *how: Any, **named: Any) -> None:
        super().__init__(*how, **named)
        self.unit = UnitOfWork()


def get_unit(session: AsyncSession | Session) -> UnitOfWork:
    """Return the state of the session's unit of work."""
    its = session.sync_session if isinstance(session, AsyncSession) else session
    assert isinstance(its, UnitSession)
    return its.unit


def begin_anew(session: AsyncSession) -> None:
    """Forget all that the session's unit of work has learned and was to write."""
    its, before = session.sync_session, get_unit(session)
    assert isinstance(its, UnitSession)
    its.unit = UnitOfWork()
    if before.hand_over is not None:
        before.hand_over.drop(before.begun)


def forget_locks(session: AsyncSession, turns: set[int]) -> None:
    """Forget what a part of the unit of work has locked or set that was rolled back: whose turn it has are `turns`."""
    unit = get_unit(session)
    unit.held_turns, unit.locked_ticket, unit.next_entry, unit.has_custom_plans = turns, None, None, False
