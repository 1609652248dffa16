"""Organizations with their contacts and outlets as rows of a file, a thousand at a time."""

from collections.abc import AsyncIterator

from sqlalchemy import CompoundSelect, and_, exists, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Contact,
    Organization,
    Outlet,
)
from desk.organizations.import_files import Column
from desk.organizations.requisites import load_requisites, write_requisites

_AT_ONCE = 1000
_CONTACTS = and_(Contact.removed_at.is_(None), Contact.organization_id == Organization.id)
_OUTLETS = and_(Outlet.removed_at.is_(None), Outlet.organization_id == Organization.id)


async def iterate_rows(session: AsyncSession, language: str, *, phones: bool) -> AsyncIterator[tuple[str, ...]]:
    """Yield a row for each contact, each outlet without contacts and each organization without both, by name. What is
    long (requisites, notes, address, equipment) is only in the first row of its record, so that one edit changes it.
    Without `phones` those cells are empty; requisites are named in `language`."""
    lines = _select_lines().subquery()
    rows = (
        select(Organization, Outlet, Contact)
        .select_from(lines)
        .join(Organization, Organization.id == lines.c.organization_id)
        .outerjoin(Outlet, Outlet.id == lines.c.outlet_id)
        .outerjoin(Contact, Contact.id == lines.c.contact_id)
        .order_by(Organization.folded, Organization.id, Outlet.name, Outlet.id, Contact.name, Contact.id)
        .with_only_columns(
            Organization.id, Organization.name, Organization.tax_id, Organization.external_id,
            Organization.requisites, Organization.notes,
            Outlet.id, Outlet.name, Outlet.address, Outlet.equipment, Outlet.external_id,
            Contact.name, Contact.phone if phones else null(), Contact.position, Contact.email, Contact.external_id,
        )
    )  # fmt: skip
    last: tuple[int | None, int | None] = (None, None)
    found = await session.stream(rows.execution_options(yield_per=_AT_ONCE))
    async for of, name, tax_id, of_id, stored, notes, outlet_id, outlet, address, equipment, at_id, *contact in found:
        is_new, is_new_outlet = of != last[0], outlet_id != last[1]
        last = (of, outlet_id)
        long = (address, "\n".join(equipment or ())) if is_new_outlet else ("", "")
        requisites = write_requisites(load_requisites(stored), language)
        of_organization = (requisites, notes) if is_new else ("", "")
        values = (name, tax_id, of_id, *of_organization, outlet, *long, at_id, *contact)
        yield tuple(value or "" for value in values)


def _select_lines() -> CompoundSelect[int, int, int]:
    at_outlet = and_(Contact.removed_at.is_(None), Contact.outlet_id == Outlet.id)
    unmanned = (Outlet.removed_at.is_(None), ~exists().where(at_outlet))
    bare = select(Organization.id, null(), null()).where(Organization.removed_at.is_(None))
    return union_all(
        select(
            Contact.organization_id.label("organization_id"), Contact.outlet_id.label("outlet_id"),
            Contact.id.label("contact_id"),
        ).where(Contact.removed_at.is_(None)),
        select(Outlet.organization_id, Outlet.id, null()).where(*unmanned),
        bare.where(~exists().where(_CONTACTS), ~exists().where(_OUTLETS)),
    )  # fmt: skip


COLUMNS = tuple(Column)
"""The columns of the rows, in their order."""
