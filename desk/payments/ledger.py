"""The ledger: every movement of money is an entry, and a balance is the sum of its owner's entries. Knows no channel.

`record_entry` is the only function that adds one. Nothing changes or removes an entry: a trigger refuses it
(`db/sql/payments.sql`).
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import LedgerEntry, LedgerKind, PaymentRequest, Ticket
from desk import Context, Desk
from desk.payments.statement_times import plan_statements


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


async def get_balance(session: AsyncSession, owner: BalanceOwner, currency: str) -> int:
    """Return the balance in a currency."""
    total = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(is_of_owner(owner))
    return int(await session.scalar(total.where(LedgerEntry.currency == currency)) or 0)


async def record_entry(
    desk: Desk,
    owner: BalanceOwner,
    kind: LedgerKind,
    amount: int,
    currency: str,
    *,
    request: PaymentRequest | None = None,
    charge_id: str | None = None,
    provider_id: str | None = None,
    reason: str = "",
) -> LedgerEntry:
    """Add an entry; `amount` below zero is owed."""
    entry = LedgerEntry(
        organization_id=owner.organization_id,
        person_id=owner.person_id,
        kind=kind,
        amount=amount,
        currency=currency,
        ticket_id=request.ticket_id if request is not None else None,
        request_id=request.id if request is not None else None,
        charge_id=charge_id,
        provider_id=provider_id,
        reason=reason,
        made_by=desk.actor_id,
        origin=desk.origin,
        at=desk.now,
    )
    desk.session.add(entry)
    await desk.session.flush()
    if owner.organization_id is not None:
        await plan_statements(desk)
    return entry
