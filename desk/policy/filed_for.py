"""Decides for which organization and outlet a request is filed. Changes nothing.

Only organizations that the requester belongs to are considered. Somebody with several is asked, and until they answer
the request is personal, so that nobody reads what may not be meant for them. Without an answer, and where nobody can be
asked, it is filed as their last one, or stays personal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket


@dataclass(frozen=True, slots=True)
class FiledFor:
    """The organization and outlet of a request, None for a personal one. `is_open`: its requester is still to say for
    which organization, or which outlet. `is_confirmed`: False while nobody has confirmed that they belong there."""

    organization_id: int | None = None
    outlet_id: int | None = None
    is_open: bool = False
    is_confirmed: bool = True

    def put_on(self, ticket: Ticket) -> None:
        """Set it on a ticket: an organization that has not confirmed the requester is only named."""
        ticket.organization_id = self.organization_id if self.is_confirmed else None
        ticket.named_organization_id = None if self.is_confirmed else self.organization_id
        ticket.outlet_id = self.outlet_id


_THEIRS = text("""
select o.id, m.confirmed_at is not null as is_confirmed, w.id as works_at,
  l.organization_id = o.id as is_last, l.outlet_id as last_outlet,
  array(select u.id from outlets u where u.organization_id = o.id and u.removed_at is null order by u.id limit 2)
    as outlets
from memberships m
join organizations o on o.id = m.organization_id and o.removed_at is null
left join outlets w on w.id = m.outlet_id and w.organization_id = o.id and w.removed_at is null
left join lateral (
  select coalesce(t.organization_id, t.named_organization_id) as organization_id, u.id as outlet_id from tickets t
  left join outlets u on u.id = t.outlet_id and u.removed_at is null
  where t.requester_id = m.person_id and t.filed_at is not null and t.id <> :ticket order by t.id desc limit 1
) l on true
where m.person_id = :person and m.ended_at is null order by m.id
""")


async def choose_filed_for(session: AsyncSession, ticket: Ticket, *, asks: bool) -> FiledFor:
    """Return what the ticket is filed for, read in one statement; within its organization if it has one. `asks`: its
    requester can be asked."""
    theirs = (await session.execute(_THEIRS, {"person": ticket.requester_id, "ticket": ticket.id})).all()
    shown = ticket.shown_organization_id
    if shown is not None:
        theirs = [one for one in theirs if one.id == shown]
    if len(theirs) > 1 and asks:
        return FiledFor(is_open=True)
    one = theirs[0] if len(theirs) == 1 else _find_last(theirs)
    if one is None:
        return FiledFor(shown, ticket.outlet_id, is_confirmed=ticket.named_organization_id is None)
    outlet = one.works_at or (one.outlets[0] if len(one.outlets) == 1 else None)
    if outlet is None and asks and one.outlets and one.is_confirmed:
        return FiledFor(one.id, None, is_open=True)
    outlet = outlet or (one.last_outlet if one.is_last else None)
    return FiledFor(one.id, outlet, is_confirmed=one.is_confirmed)


def _find_last(theirs: Sequence[Row[Any]]) -> Row[Any] | None:
    return next((one for one in theirs if one.is_last), None)
