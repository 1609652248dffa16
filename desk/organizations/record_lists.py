"""Organizations, their outlets and contacts that were not removed, as lists. Changes nothing."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from db.models import Contact, Organization, Outlet
from desk import Refused
from desk.listing import Key, ListOf, filter_by, read_words
from desk.organizations.phone_numbers import parse_phone

_MOST_WORDS = 8
_FEWEST_DIGITS = 5


def _is_sought(sought: tuple[str, str]) -> ColumnElement[bool]:
    words, region = sought
    wanted = [
        or_(
            Organization.folded.contains(word.casefold(), autoescape=True),
            Organization.tax_id.startswith(word, autoescape=True),
            Organization.external_id == word,
        )
        for word in words.split()[:_MOST_WORDS]
    ]
    phone = _read_phone(words, region)
    if phone is None:
        return and_(*wanted)
    has_phone = select(Contact.organization_id).where(Contact.phone == phone, Contact.removed_at.is_(None))
    return or_(and_(*wanted), Organization.id.in_(has_phone))


def _read_phone(words: str, region: str) -> str | None:
    if sum(letter.isdigit() for letter in words) < _FEWEST_DIGITS:
        return None
    try:
        return parse_phone(words, region)
    except Refused:
        return None


@dataclass(frozen=True, slots=True)
class OrganizationFilters:
    """Which organizations are listed. `sought`: words (`q`), of which each must be in the name, or be the tax id or the
    external id, and a region: all of them together may also be the phone number of a contact there."""

    key: int | None = filter_by(Organization.id.__eq__, None)
    sought: tuple[str, str] | None = filter_by(_is_sought, None)
    tax_id: str | None = filter_by(Organization.tax_id.__eq__, None)
    q: str = filter_by(None, "", read=read_words)


ORGANIZATIONS = ListOf[None, OrganizationFilters](
    "organizations",
    Organization.id,
    seen=lambda _: Organization.removed_at.is_(None),
    orders={"name": (Key(Organization.folded),), "added": ()},
)


@dataclass(frozen=True, slots=True)
class OutletFilters:
    """Which outlets are listed: `of`, those of an organization."""

    key: int | None = filter_by(Outlet.id.__eq__, None)
    of: int | None = filter_by(Outlet.organization_id.__eq__, None)


OUTLETS = ListOf[None, OutletFilters](
    "outlets",
    Outlet.id,
    seen=lambda _: Outlet.removed_at.is_(None),
    orders={"name": (Key(func.lower(Outlet.name)),), "added": ()},
)


@dataclass(frozen=True, slots=True)
class ContactFilters:
    """Which contacts are listed: `of`, those of an organization; `phone` as it is stored."""

    key: int | None = filter_by(Contact.id.__eq__, None)
    of: int | None = filter_by(Contact.organization_id.__eq__, None)
    phone: str | None = filter_by(Contact.phone.__eq__, None)


CONTACTS = ListOf[None, ContactFilters](
    "contacts",
    Contact.id,
    seen=lambda _: Contact.removed_at.is_(None),
    orders={"name": (Key(func.lower(Contact.name)),), "added": ()},
)
