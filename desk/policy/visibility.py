"""Decides who sees what: the one place for it, for verbs, views and delivery alike. Changes nothing."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Article,
    ArticleAudience,
    ArticleState,
    ClientRole,
    Entry,
    EntryKind,
    Membership,
    Origin,
    Person,
    Role,
    Ticket,
    TicketParticipant,
    any_of,
)
from desk.policy.permissions import (
    Access,
    Grant,
    get_access,
    has_grant,
    has_others_on_staff,
    is_concerning,
    is_leading,
    is_staff,
)
from desk.policy.who_is_told import Told, Way, can_hear

BY_RULE = and_(Entry.author_id.is_(None), Entry.origin == Origin.CLOCK)
"""What a rule says to requesters or notes: nobody of the team has answered by that."""
_FOR_REQUESTERS = frozenset({EntryKind.COMMENT, EntryKind.REPLY})


def can_see_ticket(ticket: Ticket, who: Access) -> bool:
    """Return True if the ticket is visible. A draft, and one cancelled as a draft, is visible to its requester
    alone; one that has ended, of the organization's people, to its director only."""
    if ticket.filed_at is None:
        return who.requester
    as_client = who.client is ClientRole.DIRECTOR or (who.client is not None and ticket.is_open)
    return who.requester or who.staff or as_client


def can_see_kind(kind: EntryKind, who: Access) -> bool:
    """Return True if entries of this kind are visible. Notes and remarks are for staff only, notes for those who may
    read them."""
    if who.staff and kind is EntryKind.NOTE and not who.reads_notes:
        return False
    return who.staff or ((who.requester or who.client is not None) and kind in _FOR_REQUESTERS)


def can_see_entry(entry: Entry, who: Access) -> bool:
    """Return True if the entry may be shown: never a note to the requester, never a withdrawn entry."""
    return entry.withdrawn_at is None and can_see_kind(entry.kind, who)


def select_left(now: datetime) -> ColumnElement[bool]:
    """Return the condition for entries that wait for nothing: nobody outside the team sees an answer that its author
    may still take back, by whatever door, whether anything is sent or not."""
    return or_(Entry.held_until.is_(None), Entry.kind != EntryKind.REPLY, Entry.held_until <= now)


def has_left(entry: Entry, now: datetime) -> bool:
    """Return `select_left` of an entry that was read."""
    return entry.held_until is None or entry.kind is not EntryKind.REPLY or entry.held_until <= now


async def can_person_see_entry(session: AsyncSession, entry: Entry, person: Person) -> bool:
    """Return True if `person` may see the entry, looking up its ticket. An entry that waits under a question is visible
    to its author only. A group sees the answers to requests from there, and nothing else."""
    if entry.ticket_id is None:
        return entry.author_id == person.id
    ticket = await session.get_one(Ticket, entry.ticket_id)
    if person.role is Role.INTAKE_GROUP:
        return entry.withdrawn_at is None and entry.kind is EntryKind.REPLY and ticket.intake_group_id == person.id
    who = await get_access(session, ticket, person)
    if can_see_ticket(ticket, who):
        return can_see_entry(entry, who)
    return entry.withdrawn_at is None and await _hears_answers(session, entry, ticket, person)


async def _hears_answers(session: AsyncSession, entry: Entry, ticket: Ticket, person: Person) -> bool:
    """Return True if this is an answer, and the ticket was shared with the person by its requester."""
    if entry.kind is not EntryKind.REPLY or not ticket.may_have_participants:
        return False
    mine = (any_of(TicketParticipant.ticket_id, ticket.thread_ids), TicketParticipant.person_id == person.id)
    rows = await session.scalars(select(TicketParticipant).where(*mine, TicketParticipant.stopped_at.is_(None)))
    return any(can_hear(row.part, Way.TELEGRAM, Told.ANSWER, row.hears) for row in rows)


class Readers(StrEnum):
    """The readers of articles. EVERYBODY: what is published for everybody; TEAM: runbooks too; AUTHORS: the team where
    it writes, drafts and what is archived too."""

    EVERYBODY = "everybody"
    TEAM = "team"
    AUTHORS = "authors"


def choose_readers(person: Person) -> Readers:
    """Return whom the person reads articles as."""
    return Readers.AUTHORS if is_staff(person) else Readers.EVERYBODY


def is_read_by(readers: Readers) -> ColumnElement[bool]:
    """Return the condition for articles that these may find and read."""
    published = true() if readers is Readers.AUTHORS else Article.state == ArticleState.PUBLISHED
    return and_(published, Article.audience.in_(list_audiences(readers)))


def list_audiences(readers: Readers) -> list[ArticleAudience]:
    """Return the audiences whose articles these read."""
    return [ArticleAudience.EVERYBODY] if readers is Readers.EVERYBODY else list(ArticleAudience)


def is_seen_by_staff(viewer: Person) -> ColumnElement[bool]:
    """Return the condition for tickets that the viewer sees as staff: none for others, and not their own unless they
    are the only staff; without the grant `see_all` only what concerns them."""
    if not is_staff(viewer):
        return false()
    others = or_(Ticket.requester_id != viewer.id, ~has_others_on_staff(viewer))
    seen = and_(Ticket.filed_at.is_not(None), others)
    return seen if has_grant(viewer, Grant.SEE_ALL) else and_(seen, is_concerning(viewer.id))


def can_read_kind(viewer: Person, kind: EntryKind) -> bool:
    """Return True unless entries of this kind are notes that this member of staff may not read."""
    return kind is not EntryKind.NOTE or has_grant(viewer, Grant.NOTES)


def is_seen_by_client(viewer: Person) -> ColumnElement[bool]:
    """Return the condition for tickets of others that the viewer sees as who leads their organization: a director all,
    an administrator those that have not ended. It says the same as `can_see_ticket`."""
    if is_staff(viewer):
        return false()
    led = select(Membership.organization_id).where(is_leading(viewer.id))
    directed = Ticket.organization_id.in_(led.where(Membership.role == ClientRole.DIRECTOR))
    in_time = and_(Ticket.organization_id.in_(led), Ticket.is_open)
    return and_(Ticket.organization_id.is_not(None), Ticket.filed_at.is_not(None), or_(directed, in_time))
