"""Telegram's invoice for one person, and the line of a price on cards."""

from bot.views import Reader, Rendered, RenderedInvoice
from db.models import Organization, PaymentMethod, PaymentRequest, PaymentStatus, Ticket
from desk.i18n.formats import format_money
from desk.outbox import Show
from desk.payments import bills, invoices
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line

_TITLE, _DESCRIPTION = 32, 255  # characters (Bot API, sendInvoice, read 2026-11)


async def render_invoice(reader: Reader, letter: Show) -> Rendered | None:
    """Render the invoice of the request that the slot names; None if it is not to be paid (any more)."""
    request = await reader.session.get(PaymentRequest, letter.number)
    rules = reader.settings.payments
    if request is None or not rules.takes_cards:
        return None
    if not await invoices.can_pay(reader.session, request, reader.person):
        return None
    if request.status is not PaymentStatus.ASKED or request.method is not PaymentMethod.TELEGRAM:
        return None
    assert rules.provider_token is not None
    title, description = await _describe(reader, request)
    invoice = RenderedInvoice(
        title=shorten_line(title, _TITLE),
        description=shorten_line(description, _DESCRIPTION),
        payload=request.token,
        provider_token=rules.provider_token.get_secret_value(),
        amount=request.amount,
        currency=request.currency,
    )
    return Rendered(RichText(title), invoice=invoice, ticket_id=request.ticket_id)


async def _describe(reader: Reader, request: PaymentRequest) -> tuple[str, str]:
    if request.bill_of is not None:
        organization = await reader.session.get_one(Organization, request.organization_id)
        month = reader.say("bill-month", **bills.name_month(request.bill_of))
        about = reader.say("invoice-bill-about", organization=organization.name, month=month)
        return reader.say("invoice-bill", month=month), about
    if request.ticket_id is None:
        return reader.say("invoice-top-up"), reader.say("invoice-top-up-about")
    ticket = await reader.session.get_one(Ticket, request.ticket_id)
    title = reader.say("invoice-title", number=ticket.number)
    return title, reader.say("invoice-about", number=ticket.number, subject=ticket.subject)


def format_price_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return what the ticket costs, and whether that is paid; empty without a price."""
    price = ticket.staff.price
    if price is None:
        return RichText()
    return reader.say_rich("card-price", amount=format_money(reader.language, price.money), paid=int(price.is_paid))
