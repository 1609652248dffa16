"""Who sees what: the one place that decides it, for verbs, views and delivery alike. Changes nothing. (Who may *do*
what is decided by the table in `transitions.py`.)"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import Entry, EntryKind, Person, QuestionKind, Role, Ticket
from desk.errors import NotAllowed

STAFF = (Role.AGENT, Role.ADMIN)
STAFFS_QUESTIONS = frozenset(
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
_FOR_REQUESTERS = frozenset({EntryKind.COMMENT, EntryKind.REPLY})


@dataclass(frozen=True, slots=True)
class Access:
    """What a person is to one ticket; both only if its requester is the only member of staff."""

    requester: bool = False
    staff: bool = False

    def __bool__(self) -> bool:
        return self.requester or self.staff


def is_staff(person: Person) -> bool:
    """Return True for agents and admins, by the role they have now."""
    return person.role in STAFF and person.dismissed_at is None


def staff_only(person: Person) -> None:
    """Raise NotAllowed for everybody except agents and admins."""
    if not is_staff(person):
        raise NotAllowed


def admins_only(person: Person) -> None:
    """Raise NotAllowed, with a text of its own, for everybody except admins."""
    if not is_staff(person) or person.role is not Role.ADMIN:
        raise NotAllowed("only-admins")


async def only_staff(session: AsyncSession, person: Person) -> bool:
    """Return True if this member of staff is the only one."""
    return is_staff(person) and not await session.scalar(select(_others_than(person)))


def _others_than(person: Person) -> ColumnElement[bool]:
    return exists().where(_Other.role.in_(STAFF), _Other.dismissed_at.is_(None), _Other.id != person.id)


async def standing(session: AsyncSession, ticket: Ticket, person: Person) -> Access:
    """Return what `person` is to `ticket`. Staff who filed it are its requester only, unless they are the only
    staff."""
    if ticket.requester_id == person.id:
        return Access(requester=True, staff=await only_staff(session, person))
    return Access(staff=is_staff(person) or _is_group(person))


def seen_as_staff(viewer: Person) -> ColumnElement[bool]:
    """Return the condition for tickets that the viewer sees as staff: none for others, and not their own unless they
    are the only staff."""
    if not is_staff(viewer):
        return false()
    return and_(Ticket.filed_at.is_not(None), or_(Ticket.requester_id != viewer.id, ~_others_than(viewer)))


def _is_group(person: Person) -> bool:
    """Return True for the team's own chat, which may read what staff may read."""
    return person.role is Role.GROUP and person.dismissed_at is None


def sees_ticket(ticket: Ticket, who: Access) -> bool:
    """Return True if the ticket is visible. A draft, and one cancelled as a draft, is visible to its requester
    alone."""
    return who.requester or (who.staff and ticket.filed_at is not None)


def sees_kind(kind: EntryKind, who: Access) -> bool:
    """Return True if entries of this kind are visible. Notes and remarks are for staff only."""
    return who.staff or (who.requester and kind in _FOR_REQUESTERS)


def sees(entry: Entry, who: Access) -> bool:
    """Return True if the entry may be shown: never a note to the requester, never a withdrawn entry."""
    return entry.withdrawn_at is None and sees_kind(entry.kind, who)


async def who_sees(session: AsyncSession, entry: Entry, person: Person) -> bool:
    """Return True if `person` may see the entry, looking up its ticket. An entry that waits under a question is visible
    to its author only."""
    if entry.ticket_id is None:
        return entry.author_id == person.id
    ticket = await session.get_one(Ticket, entry.ticket_id)
    who = await standing(session, ticket, person)
    return sees_ticket(ticket, who) and sees(entry, who)
