"""The list of tickets: by what it is filtered, and its orders. Each door narrows it to what its reader may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, and_, any_, func, literal_column, or_, select

from db.enums import FINISHED, REQUESTERS_TURN, TEAMS_TURN
from db.models import AccountBlock, Organization, Origin, Person, Status, Ticket, any_of
from desk.listing import Key, ListOf, change_filter, filter_by, read_filters, read_flag, read_id, read_words
from desk.policy import visibility
from desk.policy.lateness import MOST_URGENT_FIRST, is_due_before
from desk.settings.own_fields import KEPT

OPEN, ALL = "open", "all"
WITHOUT_ONE = 0
HELD = r"^[1-9]\d{0,17}:.{1,200}$"
"""How a filter says what a declared field holds."""


class Order(StrEnum):
    """The order of a list: open ones first, the most urgent first, or the last changed first."""

    OPEN = "open"
    URGENT = "urgent"
    CHANGED = "changed"


class Turn(StrEnum):
    """The side whose turn a ticket is."""

    TEAM = "team"
    REQUESTER = "requester"
    OTHERS = "others"


STATUSES_OF_TURN = {
    Turn.TEAM: TEAMS_TURN,
    Turn.REQUESTER: REQUESTERS_TURN,
    Turn.OTHERS: frozenset({Status.ON_HOLD}),
}


@dataclass(frozen=True)
class TicketReader:
    """The reader of a list of tickets. `seen`: what they may see; `status`, `assignee`: as they are told of them."""

    seen: ColumnElement[bool]
    now: datetime | None = None
    status: Any = Ticket.status.expression
    assignee: Any = Ticket.assignee_id.expression


def read_as_staff(viewer: Person, now: datetime | None = None) -> TicketReader:
    """Return a reader who sees what that member of the staff sees."""
    return TicketReader(visibility.is_seen_by_staff(viewer), now)


def _is(column: Any, key: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.is_(None) if key == WITHOUT_ONE else column == key
    return found


def _is_one_of(states: Sequence[str], reader: TicketReader) -> ColumnElement[bool]:
    named = reader.status.in_([one for one in states if one != OPEN])
    return or_(named, reader.status.not_in(FINISHED)) if OPEN in states else named


def _is_changed_since(at: datetime) -> ColumnElement[bool]:
    return and_(Ticket.updated_on >= at.astimezone(UTC).date(), Ticket.updated_at >= at)  # the day has an index


def _is_for(external_id: str) -> ColumnElement[bool]:
    return Ticket.organization_id.in_(select(Organization.id).where(Organization.external_id == external_id))


def _has_label(label: str) -> ColumnElement[bool]:
    theirs = select(AccountBlock.person_id).where(AccountBlock.labels.contains([label.casefold()]))
    own = and_(Ticket.tags != literal_column("'{}'"), Ticket.tags.contains([label]))  # as its index is written
    return or_(own, Ticket.requester_id == any_(func.array(theirs.scalar_subquery(), type_=ARRAY(BigInteger))))


def _holds(said: str) -> ColumnElement[bool]:
    key, _, value = said.partition(":")
    held: ColumnElement[bool] = Ticket.own_fields.contains({KEPT: {key: value}})
    return held


def _read_held(said: str) -> str:
    if not re.fullmatch(HELD, said):
        raise ValueError(said)
    return said


def _read_state(said: str) -> str:
    return said if said in (OPEN, ALL) else Status(said)


def _read_sort(said: str) -> str:
    if said not in (Order.URGENT, Order.CHANGED) and said.removeprefix("-") not in SORTS:
        raise ValueError(said)
    return "" if said == Order.URGENT else said


def _read_priority(said: str) -> int:
    return (1, 2, 3, 4)[("1", "2", "3", "4").index(said)]


@dataclass(frozen=True)
class TicketFilters:
    """Which tickets are listed, and in which order. `category`, `agent`, `event` and `organization` are ids, 0: none.
    `label`: of the ticket or of its requester, `tag`: of the ticket. `waits`: for an answer of the team. `external_id`
    and `q`, words: a door finds them. `sort`: a column, descending with "-" before it. `own`: what a declared field
    holds, as `7:Boiler`; words are searched instead."""

    state: str = filter_by(
        lambda state: Ticket.is_open.expression if state == OPEN else Ticket.status == Status(state),
        OPEN, read=_read_state, all_at=ALL,
    )  # fmt: skip
    priority: int | None = filter_by(Ticket.priority.__eq__, None, read=_read_priority)
    category: int | None = filter_by(lambda key: _is(Ticket.category_id, key), None, read=read_id)
    agent: int | None = filter_by(lambda key, who: _is(who.assignee, key), None, read=read_id, of_reader=True)
    event: int | None = filter_by(lambda key: _is(Ticket.event_id, key), None, read=read_id)
    organization: int | None = filter_by(lambda key: _is(Ticket.organization_id, key), None, read=read_id)
    requester: int | None = filter_by(Ticket.requester_id.__eq__, None, read=lambda said: read_id(said) or None)
    label: str | None = filter_by(_has_label, None, read=lambda said: read_words(said) or None)
    channel: Origin | None = filter_by(Ticket.origin.__eq__, None, read=Origin)
    own: str | None = filter_by(_holds, None, read=_read_held)
    late: bool = filter_by(lambda _, who: is_due_before(who.now), default=False, read=read_flag, of_reader=True)
    waits: bool = filter_by(lambda _: Ticket.waits_for_answer.expression, default=False, read=read_flag)
    q: str = filter_by(None, "", read=read_words)
    sort: str = filter_by(None, "", read=_read_sort, said=False)
    turn: Turn | None = filter_by(lambda turn: Ticket.status.in_(STATUSES_OF_TURN[turn]), None, read=Turn)
    outlet: int | None = filter_by(Ticket.outlet_id.__eq__, None)
    status: Sequence[str] = filter_by(_is_one_of, (), of_reader=True)
    open: bool | None = filter_by(
        lambda is_open, who: who.status.not_in(FINISHED) if is_open else who.status.in_(FINISHED), None, of_reader=True
    )
    tag: str | None = filter_by(lambda tag: Ticket.tags.contains([tag]), None)
    client: str | None = filter_by(_is_for, None)
    external_id: str | None = filter_by(None, None)
    external_ref: Sequence[str] | None = filter_by(lambda refs: any_of(Ticket.external_ref, refs), None)
    filed_since: datetime | None = filter_by(Ticket.filed_at.__ge__, None)
    filed_before: datetime | None = filter_by(Ticket.filed_at.__lt__, None)
    ended_since: datetime | None = filter_by(Ticket.ended_at.__ge__, None)
    ended_before: datetime | None = filter_by(Ticket.ended_at.__lt__, None)
    updated_since: datetime | None = filter_by(_is_changed_since, None)


EVERY = TicketFilters(ALL)
PANEL = (
    "state", "priority", "category", "agent", "event", "organization", "requester", "label", "channel", "own", "late",
    "waits", "q", "sort",
)  # fmt: skip
"""What an address of the panel may say, and a saved view."""


class FilterField(StrEnum):
    """By what `/open` is filtered, as its buttons say it."""

    STATUS = "status"
    PRIORITY = "priority"
    CATEGORY = "category"
    AGENT = "agent"
    WAITS = "waits"
    LATE = "late"
    ORDER = "order"


_FIELDS = {FilterField.STATUS: "state", FilterField.WAITS: "turn", FilterField.ORDER: "sort"}


def choose_filter(chosen: TicketFilters, by: FilterField, said: str) -> TicketFilters:
    """Return what `/open` shows after a choice; "" means any. Raises ValueError for a value that does not fit."""
    if by is FilterField.STATUS and said in (ALL, *FINISHED):
        raise ValueError(said)
    return change_filter(chosen, _FIELDS.get(by, by.value), said)


def load_filters(row: dict[str, Any] | None) -> TicketFilters:
    """Return what `/open` shows from a person's row. Values that this version does not know count as any."""
    named = {name: _FIELDS.get(name, name) for name in FilterField}
    given = {named.get(name, name): value for name, value in (row or {}).items()}  # type: ignore[call-overload]
    return read_filters(TicketFilters(), given, [_FIELDS.get(one, one.value) for one in FilterField])


def is_all_open(chosen: TicketFilters) -> bool:
    """Return True if nothing is left out of the open tickets."""
    return replace(chosen, sort="") == TicketFilters()


_CHANGED = func.greatest(Ticket.updated_at, Ticket.last_entry_at)
SORTS: dict[str, Any] = {
    "number": Ticket.number, "status": Ticket.status, "priority": Ticket.priority, "due": Ticket.due_at,
    "last": _CHANGED,
}  # fmt: skip
"""Columns to sort by."""
_WORD = func.coalesce(Ticket.last_entry_at, Ticket.created_at)
_BY_CHANGE = Key(Ticket.updated_on), Key(Ticket.updated_at), Key(Ticket.id)  # first the day, which has an index
TICKETS = ListOf[TicketReader, TicketFilters](
    "tickets",
    Ticket.id,
    seen=lambda reader: reader.seen,
    orders={
        "urgent": MOST_URGENT_FIRST,
        "newest": (Key(Ticket.filed_at, descending=True, nullable=True), Key(Ticket.id, descending=True)),
        "answers": (Key(Ticket.needs_answer, descending=True), *MOST_URGENT_FIRST),
        "said": (Key(_WORD, descending=True),),
        "own-open": (Key(Ticket.is_open, descending=True), Key(_WORD, descending=True)),
        "own-changed": (Key(func.greatest(_WORD, Ticket.status_at), descending=True),),
        "changed": (Key(_CHANGED, descending=True),),
        "oldest": (Key(Ticket.id),),
        "least_recently_updated": _BY_CHANGE,
        "recently_updated": tuple(replace(one, descending=True) for one in _BY_CHANGE),
        **{
            f"{sign}{name}": (
                *((Key(by.is_(None)),) if name == "due" else ()), Key(by, descending=bool(sign), nullable=True),
            )
            for name, by in SORTS.items()
            for sign in ("", "-")
        },
    },
)  # fmt: skip
