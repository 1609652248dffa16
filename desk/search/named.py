"""Organizations, and people by their name, address or domain, that typed words name: what is on no ticket itself.

Knows no view, and not who may see what.
"""

import re

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, false, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    CLAIMED,
    Contact,
    ExternalPerson,
    Integration,
    Membership,
    Organization,
    Person,
    Ticket,
    TicketParticipant,
    any_of,
)
from desk.policy.permissions import is_member
from desk.text.mail_address import find_address, list_spellings

_MOST_WORDS, _MOST = 10, 50
_SHORTEST = 2
_MAIL = "mail"
_DOMAIN = re.compile(r"@?([\w-]+(?:\.[\w-]+)+)")


def match_organizations(words: str) -> ColumnElement[bool]:
    """Match organizations in whose names a word begins with each of these; none for a single letter."""
    return and_(Organization.removed_at.is_(None), _begin_words(Organization.folded, words))


def _begin_words(name: SQLColumnExpression[str], words: str) -> ColumnElement[bool]:
    typed = words.casefold().split()[:_MOST_WORDS]
    if max(map(len, typed), default=0) < _SHORTEST:
        return false()
    return and_(*(name.regexp_match(rf"(^|\W){re.escape(word)}") for word in typed))


def read_place(words: str) -> str | None:
    """Return the e-mail address that is all of the words, in small letters, or the domain with "@" before it; None if
    they are neither."""
    said = words.strip().lower()
    if (domain := _DOMAIN.fullmatch(said)) is not None:
        return f"@{domain[1]}"
    return said if find_address(said) == said else None


def select_people_at(place: str) -> Select[int]:
    """Select the ids of people whose mails come from an address or a domain, also of those who only claim it, and of
    members whose contact has it."""
    of_mail = select(Integration.id).where(Integration.door == _MAIL)
    mailing = select(ExternalPerson.person_id).where(
        ExternalPerson.system_id.in_(of_mail), _is_at(ExternalPerson.external_id, place, CLAIMED)
    )
    known = select(Contact.id).where(_is_at(func.lower(Contact.email), place), Contact.removed_at.is_(None))
    members = select(Membership.person_id).where(Membership.contact_id.in_(known), is_member(confirmed=False))
    return select(union(mailing, members).subquery().c.person_id)


def _is_at(address: SQLColumnExpression[str], place: str, *marks: str) -> ColumnElement[bool]:
    """Match addresses, which may have one of the marks before them."""
    ways = list_spellings(place)
    if place.startswith("@"):
        return or_(*(address.endswith(one, autoescape=True) for one in ways))
    return address.in_([f"{mark}{one}" for one in ways for mark in ("", *marks)])


async def find_of_clients(session: AsyncSession, words: str, may_see: ColumnElement[bool], most: int) -> list[int]:
    """Return the newest tickets that may be seen, of organizations or people whom the words name, or of the people at
    their address or domain; of an address those, too, in which it takes part."""
    place, which = read_place(words), list[ColumnElement[bool]]()
    if place is not None:
        people = list(await session.scalars(select_people_at(place).limit(most)))
        there = any_of(TicketParticipant.address, list_spellings(place))
        parts = list(await session.scalars(select(TicketParticipant.ticket_id).where(there).limit(most)))
        which = [any_of(Ticket.requester_id, people), any_of(Ticket.id, parts)]
    if place is None or place.startswith("@"):  # some firms are called like their domain
        named = select(Organization.id).where(match_organizations(words)).order_by(Organization.id).limit(_MOST)
        called = select(Person.id).where(_begin_words(func.lower(Person.name), words)).limit(most)
        which.append(any_of(Ticket.organization_id, list(await session.scalars(named))))
        which.append(any_of(Ticket.requester_id, list(await session.scalars(called))))
    seen = select(Ticket.id).where(or_(*which), may_see)
    return list(await session.scalars(seen.order_by(Ticket.id.desc()).limit(most)))
