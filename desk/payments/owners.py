"""Owners of balances: a person, or an organization; locked before their money moves."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from db.models import (
    LedgerEntry,
    PaymentRequest,
    Ticket,
)
from desk import Context, Desk


@dataclass(frozen=True, slots=True)
class BalanceOwner:
    """The organization or the person that money is owed by, or belongs to; one of both."""

    organization_id: int | None = None
    person_id: int | None = None

    @property
    def object(self) -> str:
        """Return it as the audit log names objects."""
        return f"person:{self.person_id}" if self.organization_id is None else f"organization:{self.organization_id}"


def get_ticket_owner(ctx: Context, ticket: Ticket) -> BalanceOwner:
    """Return the organization that the ticket is for, or else its requester."""
    if ctx.rules.organizations.enabled and ticket.organization_id is not None:
        return BalanceOwner(organization_id=ticket.organization_id)
    return BalanceOwner(person_id=ticket.requester_id)


def get_request_owner(request: PaymentRequest) -> BalanceOwner:
    return BalanceOwner(request.organization_id, request.person_id)


def is_of_owner(owner: BalanceOwner) -> ColumnElement[bool]:
    """Match the entries of an owner."""
    if owner.organization_id is not None:
        return LedgerEntry.organization_id == owner.organization_id
    return LedgerEntry.person_id == owner.person_id


async def lock_owner(desk: Desk, owner: BalanceOwner) -> None:
    """Keep others from spending the same balance until the end of the transaction. Call it after the ticket's lock."""
    key = func.hashtextextended(f"money:{owner.object}", 11)
    await desk.session.execute(select(func.pg_advisory_xact_lock(key)))
