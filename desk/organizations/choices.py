"""Organizations and outlets to choose from for a ticket. Changes nothing, words nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Membership, Organization, Outlet, Ticket
from desk.organizations.record_fields import LONGEST_NAME
from desk.policy.permissions import is_member

_MOST_FOUND = 8
_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


@dataclass(frozen=True, slots=True)
class OrganizationOption:
    """An organization or outlet by its name. `is_last`: the person's last request is for it."""

    id: int
    name: str
    is_last: bool = False
    tax_id: str | None = None


async def list_own(session: AsyncSession, person_id: int, *, without: int = 0) -> Sequence[OrganizationOption]:
    """Return the organizations that a person belongs to, first the one of their last request, then by name.
    `without`: the ticket that is asked about."""
    last = (
        select(func.coalesce(Ticket.organization_id, Ticket.named_organization_id))
        .where(Ticket.requester_id == person_id, Ticket.filed_at.is_not(None), Ticket.id != without)
        .order_by(Ticket.id.desc())
        .limit(1)
    ).scalar_subquery()
    is_last = func.coalesce(Organization.id == last, False)
    theirs = (
        select(Organization.id, Organization.name, is_last, Organization.tax_id)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.person_id == person_id, is_member(confirmed=False), Organization.removed_at.is_(None))
    )
    rows = await session.execute(theirs.order_by(is_last.desc(), Organization.folded, Organization.id))
    return [OrganizationOption(*row) for row in rows]


def match_options(options: Sequence[OrganizationOption], typed: str) -> Sequence[OrganizationOption]:
    """Return the options that a typed text names: by the whole name or tax id, else each of its words begins a word of
    the name."""
    wanted = _split_words(typed)
    exact = [one for one in options if wanted == _split_words(one.name) or "".join(typed.split()) == one.tax_id]
    if exact or not wanted or len(typed) > LONGEST_NAME:
        return exact
    return [
        one for one in options if all(any(word.startswith(part) for word in _split_words(one.name)) for part in wanted)
    ]


def _split_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


async def list_outlets(session: AsyncSession, organization_id: int | None) -> Sequence[OrganizationOption]:
    """Return the outlets of an organization by name."""
    theirs = select(Outlet.id, Outlet.name).where(
        Outlet.organization_id == organization_id, Outlet.removed_at.is_(None)
    )
    return await _load(session, theirs.order_by(func.lower(Outlet.name), Outlet.id))


async def find_organizations(session: AsyncSession, words: str) -> Sequence[OrganizationOption]:
    """Return organizations whose name contains all the words, or whose tax id or external id it is, by name."""
    said = words.split()
    in_name = [Organization.folded.like(f"%{one.casefold().translate(_ESCAPED)}%") for one in said]
    by_id = or_(Organization.tax_id == "".join(said).upper(), Organization.external_id == words.strip())
    live = select(Organization.id, Organization.name).where(Organization.removed_at.is_(None))
    if not said:
        return ()
    exact = (Organization.folded == " ".join(said).casefold()).desc()
    return await _load(
        session,
        live.where(or_(by_id, and_(*in_name))).order_by(exact, Organization.folded, Organization.id).limit(_MOST_FOUND),
    )


async def _load(session: AsyncSession, query: Select[int, str]) -> Sequence[OrganizationOption]:
    return [OrganizationOption(key, name) for key, name in await session.execute(query)]
