"""Permissions: roles, what a person is to a ticket, and who may use which verb (`ALLOWED`). Changes nothing.

In which status a verb is possible is in `transitions.py`, who sees what in `visibility.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Person, QuestionKind, Role, Ticket
from desk.errors import NotAllowed
from desk.policy.transitions import Verb

STAFF = (Role.AGENT, Role.ADMIN)
STAFF_QUESTIONS = frozenset(
    {
        QuestionKind.WHERE_TO,
        QuestionKind.NOT_YOURS,
        QuestionKind.HOLD_REASON,
        QuestionKind.ESCALATION,
        QuestionKind.LOW_MARK,
    }
)
"""Questions that only staff are asked, about tickets that are not their own."""
_Other = aliased(Person)


@dataclass(frozen=True, slots=True)
class Access:
    """The part a person has in one ticket; both only if its requester is the only member of staff."""

    requester: bool = False
    staff: bool = False

    def __bool__(self) -> bool:
        return self.requester or self.staff


def is_staff(person: Person) -> bool:
    """Return True for agents and admins, by the role they have now."""
    return person.role in STAFF and person.dismissed_at is None


def require_staff(person: Person) -> None:
    """Raise NotAllowed for everybody except agents and admins."""
    if not is_staff(person):
        raise NotAllowed


def require_admin(person: Person) -> None:
    """Raise NotAllowed, with a text of its own, for everybody except admins."""
    if not is_staff(person) or person.role is not Role.ADMIN:
        raise NotAllowed("only-admins")


async def is_only_staff(session: AsyncSession, person: Person) -> bool:
    """Return True if this member of staff is the only one."""
    return is_staff(person) and not await session.scalar(select(has_others_on_staff(person)))


def has_others_on_staff(person: Person) -> ColumnElement[bool]:
    return exists().where(_Other.role.in_(STAFF), _Other.dismissed_at.is_(None), _Other.id != person.id)


async def get_access(session: AsyncSession, ticket: Ticket, person: Person) -> Access:
    """Return what `person` is to `ticket`. Staff who filed it are its requester only, unless they are the only
    staff."""
    if ticket.requester_id == person.id:
        return Access(requester=True, staff=await is_only_staff(session, person))
    return Access(staff=is_staff(person) or _is_group(person))


def _is_group(person: Person) -> bool:
    """Return True for the team's own chat, which may read what staff may read."""
    return person.role is Role.GROUP and person.dismissed_at is None


class Capacity(StrEnum):
    """In what capacity a person may use a verb; DESK is the clock, or the board if it names no one."""

    REQUESTER = "requester"
    STAFF = "staff"
    DESK = "desk"


_STAFF = frozenset({Capacity.STAFF})


_ON_BOARD = frozenset({Capacity.STAFF, Capacity.DESK})


_REQUESTER = frozenset({Capacity.REQUESTER})


ALLOWED: dict[Verb, frozenset[Capacity]] = {
    Verb.CLAIM: _STAFF,
    Verb.REPLY: _ON_BOARD,
    Verb.COMMENT: _REQUESTER,
    Verb.NOTE: _ON_BOARD,
    Verb.RELEASE: _ON_BOARD,
    Verb.RING: _STAFF,
    Verb.HAND_OVER: _ON_BOARD,
    Verb.PROGRESS: _ON_BOARD,
    Verb.PENDING: _ON_BOARD,
    Verb.HOLD: _ON_BOARD,
    Verb.RESOLVE: _ON_BOARD,
    Verb.SILENCE: frozenset({Capacity.DESK}),
    Verb.CONFIRM: _REQUESTER,
    Verb.DENY: _REQUESTER,
    Verb.REOPEN: frozenset(Capacity),
    Verb.CANCEL: _REQUESTER,
    Verb.HELPED: _REQUESTER,
    Verb.NEED_PERSON: _REQUESTER,
    Verb.NOT_PROBLEM: _REQUESTER,
    Verb.CLOSE: frozenset({Capacity.DESK}),
    Verb.RATE: _REQUESTER,
    Verb.RENAME: frozenset(Capacity),
    Verb.PRIORITISE: _ON_BOARD,
    Verb.CATEGORISE: frozenset(Capacity),
    Verb.TAG: _ON_BOARD,
    Verb.PROMISE: _ON_BOARD,
    Verb.REASSURE: _STAFF,
    Verb.CANNOT_WAIT: _REQUESTER,
    Verb.CAN_WAIT: _STAFF,
    Verb.ESCALATE: _ON_BOARD,
    Verb.DEESCALATE: _ON_BOARD,
    Verb.SET_EVENT: _STAFF,
    Verb.SET_ROOT_CAUSE: _STAFF,
    Verb.MERGE: _STAFF,
    Verb.UNMERGE: _STAFF,
    Verb.SPLIT: _STAFF,
    Verb.ADD_TO_OWN: _REQUESTER,
    Verb.JOIN: _STAFF,
    Verb.LEAVE: _STAFF,
}


def is_allowed(verb: Verb, capacities: Iterable[Capacity]) -> bool:
    """Return True if a person with these capacities may use the verb at all."""
    return not ALLOWED[verb].isdisjoint(capacities)


def get_capacities(who: Access) -> frozenset[Capacity]:
    """Return the capacities of a person in a ticket."""
    found = {Capacity.REQUESTER: who.requester, Capacity.STAFF: who.staff}
    return frozenset(capacity for capacity, has in found.items() if has)
