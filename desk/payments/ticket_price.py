"""The price of a ticket, as views show it. Changes nothing, words nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import PaymentRequest, PaymentStatus, Ticket, any_of
from desk import DeskSettings
from desk.text.money import pack_money

READ_PRICE = """(select jsonb_build_object('amount', r.amount, 'currency', r.currency, 'is_paid', r.status = 'paid')
  from payment_requests r where :priced and r.ticket_id = :ticket and r.status <> 'withdrawn'
  order by r.id desc limit 1)"""
"""A column that other statements read together with what they are for; `parse_price` reads it. `priced`: payments are
switched on."""


@dataclass(frozen=True, slots=True)
class TicketPrice:
    """The open price of a ticket, else the last one that was paid. `amount` is in the currency's smallest unit."""

    amount: int
    currency: str
    is_paid: bool

    @property
    def money(self) -> str:
        """Return the amount with its currency."""
        return pack_money(self.amount, self.currency)


def parse_price(found: Mapping[str, Any] | None) -> TicketPrice | None:
    """Return the value of a column `READ_PRICE`."""
    return TicketPrice(**found) if found is not None else None


async def load_prices(
    session: AsyncSession, tickets: Sequence[Ticket], settings: DeskSettings
) -> dict[int, TicketPrice]:
    """Load the prices of tickets by ticket id, in one statement; nothing while payments are off."""
    if not settings.payments.enabled or not tickets:
        return {}
    theirs = (any_of(PaymentRequest.ticket_id, [one.id for one in tickets]),)
    shown = select(PaymentRequest).where(*theirs, PaymentRequest.status != PaymentStatus.WITHDRAWN)
    newest = shown.ext(distinct_on(PaymentRequest.ticket_id)).order_by(
        PaymentRequest.ticket_id, PaymentRequest.id.desc()
    )
    return {
        one.ticket_id: TicketPrice(one.amount, one.currency, one.status is PaymentStatus.PAID)
        for one in await session.scalars(newest)
        if one.ticket_id is not None
    }
