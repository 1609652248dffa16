"""Telegram's invoice for one person, their balances, and the line of a price on cards."""

from collections.abc import Sequence

from bot.features.payments.buttons import TopUp
from bot.views import Reader, Rendered, RenderedInvoice, Row, compose, keyboards
from db.models import Origin, PaymentMethod, PaymentRequest, PaymentStatus, Ticket
from desk import Desk
from desk.i18n.formats import format_money
from desk.outbox import Show, Slot
from desk.payments import balances, invoices
from desk.payments.balances import Balance
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line
from desk.text.money import format_plain, get_exponent, pack_money, parse_amount

_TITLE, _DESCRIPTION = 32, 255  # characters (Bot API, sendInvoice, read 2026-11)
_TOP_UPS = (500, 1000, 5000)


async def render_invoice(reader: Reader, letter: Show) -> Rendered | None:
    """Render the invoice of the request that the slot names; None if it is not to be paid (any more)."""
    request = await reader.session.get(PaymentRequest, Slot.parse(letter.slot).number)
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
    if request.ticket_id is None:
        return reader.say("invoice-top-up"), reader.say("invoice-top-up-about")
    ticket = await reader.session.get_one(Ticket, request.ticket_id)
    title = reader.say("invoice-title", number=ticket.number)
    return title, reader.say("invoice-about", number=ticket.number, subject=ticket.subject)


def format_price_line(reader: Reader, ticket: TicketCard) -> RichText:
    """Return what the ticket costs, and whether that is paid; empty without a price."""
    price = ticket.price
    if price is None:
        return RichText()
    return reader.say_rich("card-price", amount=format_money(reader.language, price.money), paid=int(price.is_paid))


async def render_balances(reader: Reader, letter: Show) -> Rendered | None:
    """Render the reader's own balance and those of the organizations that they lead; None while balances are
    not shown. With an amount that they typed, they choose whose balance it is for."""
    if not reader.settings.payments.shows_balance:
        return None
    desk = Desk(reader.session, Origin.TELEGRAM, reader.person, now=reader.now, rules=reader.settings)
    found = await balances.list_balances(desk, reader.person)
    words = compose.join_lines([_format_balance(reader, balance) for balance in found])
    if not reader.settings.payments.takes_top_ups:
        return Rendered(words)
    typed = parse_amount(letter.find, reader.settings.payments.currency) if letter.find else None
    if typed is not None:
        return _ask_whose(reader, found, typed)
    rows = tuple(_make_top_up_row(reader, balance) for balance in found)
    return Rendered(compose.join_lines([words, reader.say_rich("balance-top-up")]), rows)


def _ask_whose(reader: Reader, found: Sequence[Balance], amount: int) -> Rendered:
    currency = reader.settings.payments.currency
    units = format_plain(amount, currency)
    rows = tuple(
        (
            keyboards.make_button(
                reader.language,
                "btn-top-up-whose",
                TopUp(organization=one.owner.organization_id or 0, units=units),
                name=one.organization or "none",
            ),
        )
        for one in found
    )
    money = format_money(reader.language, pack_money(amount, currency))
    return Rendered(reader.say_rich("balance-whose", amount=money), rows)


def _format_balance(reader: Reader, balance: Balance) -> RichText:
    money = format_money(reader.language, balance.money)
    if balance.organization is None:
        return reader.say_rich("balance-own", balance=money)
    return reader.say_rich("balance-organization", name=balance.organization, balance=money)


def _make_top_up_row(reader: Reader, balance: Balance) -> Row:
    unit = 10 ** get_exponent(balance.currency)
    return tuple(
        keyboards.make_button(
            reader.language,
            "btn-top-up-organization" if balance.organization else "btn-top-up",
            TopUp(organization=balance.owner.organization_id or 0, units=str(units)),
            amount=format_money(reader.language, pack_money(units * unit, balance.currency)),
            name=balance.organization or "",
        )
        for units in _TOP_UPS
    )
