"""Reads for organizations: the clients, and the people who belong to them.

Requests as a member's notices name them. A user reads number and subject; who leads the organization also from whom
the request is, and may open it. Changes nothing, words nothing.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import DigestLine, Membership, Organization, Outlet, Person, Status, Ticket
from desk.i18n import TicketSubject
from desk.policy.member_notices import NEW_LINE, STATUS_LINE
from desk.policy.permissions import LEADING, is_member
from desk.policy.visibility import is_seen_by_client

_Last, _Mine = aliased(DigestLine), aliased(Membership)


@dataclass(frozen=True, slots=True)
class ClientNotice:
    """A request of a colleague. `requester` and `outlet` are empty for a user; `opens`: the viewer may open it now."""

    number: int
    subject: TicketSubject
    status: Status
    organization: str
    requester: str
    outlet: str
    opens: bool
    membership: Membership


@dataclass(frozen=True, slots=True)
class ClientDigestLine:
    """A line of a daily digest about a request of a colleague."""

    key: str
    args: dict[str, str | int]
    notice: ClientNotice


def _select_notices(viewer: Person) -> Select[*tuple[Any, ...]]:
    requester = aliased(Person)
    return (
        select(
            Ticket, _Mine, Organization.name.label("organization"), requester.name.label("requester"),
            Outlet.name.label("outlet"), is_seen_by_client(viewer).label("opens"),
        )
        .join(_Mine, _Mine.organization_id == Ticket.organization_id)
        .join(Organization, Organization.id == Ticket.organization_id)
        .join(requester, requester.id == Ticket.requester_id)
        .outerjoin(Outlet, Outlet.id == Ticket.outlet_id)
        .where(
            _Mine.person_id == viewer.id,
            is_member(of=_Mine),
            Ticket.filed_at.is_not(None),
            Ticket.requester_id != viewer.id,
        )
    )  # fmt: skip


def _make_notice(row: Row[*tuple[Any, ...]]) -> ClientNotice:
    ticket: Ticket = row[0]
    mine: Membership = row[1]
    leads = mine.role in LEADING
    return ClientNotice(
        ticket.number, TicketSubject(ticket.subject, ticket.subject_line), ticket.status, row.organization,
        row.requester if leads else "", (row.outlet or "") if leads else "", row.opens, mine,
    )  # fmt: skip


async def load_notice(session: AsyncSession, viewer: Person, number: int) -> ClientNotice | None:
    """Return a request of a colleague, or None unless the viewer is a confirmed member of its organization now."""
    row = (await session.execute(_select_notices(viewer).where(Ticket.number == number))).one_or_none()
    return _make_notice(row) if row is not None else None


async def load_digest_lines(session: AsyncSession, viewer: Person, last_id: int) -> tuple[ClientDigestLine, ...]:
    """Return the lines about colleagues' requests that were sent together with line `last_id`, oldest first."""
    lines = (
        _select_notices(viewer)
        .add_columns(DigestLine.key, DigestLine.args)
        .join(DigestLine, DigestLine.ticket_id == Ticket.id)
        .join(_Last, (_Last.id == last_id) & (_Last.told_at == DigestLine.told_at))
        .where(DigestLine.person_id == viewer.id, DigestLine.key.in_((NEW_LINE, STATUS_LINE)))
        .order_by(DigestLine.id)
    )
    return tuple(ClientDigestLine(row.key, row.args, _make_notice(row)) for row in await session.execute(lines))
