"""Organizations, and people by their address, that typed words name: what is on no ticket itself.

Knows no view, and not who may see what.
"""

import re

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    CLAIMED,
    Contact,
    ExternalPerson,
    Integration,
    Membership,
    Organization,
    Ticket,
    TicketParticipant,
    any_of,
)
from desk.policy.permissions import is_member
from desk.text.mail_address import find_address

_MOST_WORDS, _MOST = 10, 50
_SHORTEST = 2
_MAIL = "mail"


def match_organizations(words: str) -> ColumnElement[bool]:
    """Match organizations in whose names a word begins with each of these; none for a single letter."""
    typed = words.casefold().split()[:_MOST_WORDS]
    if max(map(len, typed), default=0) < _SHORTEST:
        return false()
    begun = (Organization.folded.regexp_match(rf"(^|\W){re.escape(word)}") for word in typed)
    return and_(Organization.removed_at.is_(None), *begun)


def read_address(words: str) -> str | None:
    """Return the e-mail address that is all of the words, in small letters, or None."""
    said = words.strip().lower()
    return said if find_address(said) == said else None


def select_people_at(address: str) -> Select[int]:
    """Select the ids of people whose mails come from an address, also of those who only claim it, and of members whose
    contact has it."""
    of_mail = select(Integration.id).where(Integration.door == _MAIL)
    ids = [address, f"{CLAIMED}{address}"]
    mailing = select(ExternalPerson.person_id).where(
        ExternalPerson.system_id.in_(of_mail), any_of(ExternalPerson.external_id, ids)
    )
    known = select(Contact.id).where(func.lower(Contact.email) == address, Contact.removed_at.is_(None))
    members = select(Membership.person_id).where(Membership.contact_id.in_(known), is_member(confirmed=False))
    return select(union(mailing, members).subquery().c.person_id)


async def find_of_clients(session: AsyncSession, words: str, may_see: ColumnElement[bool], most: int) -> list[int]:
    """Return the newest tickets that may be seen, of organizations that the words name, or of the people at their
    address, who ask or take part."""
    address = read_address(words)
    if address is not None:
        people = list(await session.scalars(select_people_at(address).limit(_MOST)))
        parts = select(TicketParticipant.ticket_id).where(TicketParticipant.address == address)
        which: ColumnElement[bool] = or_(any_of(Ticket.requester_id, people), Ticket.id.in_(parts))
    else:
        named = select(Organization.id).where(match_organizations(words)).order_by(Organization.id).limit(_MOST)
        which = any_of(Ticket.organization_id, list(await session.scalars(named)))
    return list(await session.scalars(select(Ticket.id).where(which, may_see).order_by(Ticket.id.desc()).limit(most)))
