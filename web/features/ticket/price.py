"""The price of a ticket, as the ticket's page shows it."""

from dataclasses import dataclass

from db.models import PaymentMethod, PaymentStatus
from desk.i18n import catalog
from desk.i18n.formats import format_money
from desk.payments import prices
from desk.text.money import format_plain, pack_money
from web.context import Visitor


@dataclass(frozen=True, slots=True)
class PriceField:
    """`value`: what the field holds, empty without an open price; `confirmed`: the id of the request whose payment
    somebody has to confirm; `state`: the open price, or the last one that was paid, in words."""

    value: str = ""
    confirmed: int | None = None
    state: str = ""


async def load_price(visitor: Visitor, ticket_id: int) -> PriceField | None:
    """Return the price; None while payments are off."""
    if not visitor.rules.payments.enabled:
        return None
    last = await prices.find_last(visitor.session, ticket_id)
    if last is None:
        return PriceField()
    is_paid, amount = last.status is PaymentStatus.PAID, pack_money(last.amount, last.currency)
    state = catalog.say(
        visitor.language, "page-price-state", amount=format_money(visitor.language, amount), paid=int(is_paid)
    )
    if is_paid:
        return PriceField(state=state)
    confirmed = last.id if last.method is PaymentMethod.MANUAL else None
    return PriceField(format_plain(last.amount, last.currency), confirmed, state)
