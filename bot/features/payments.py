"""Payments in the bot: prices of requests, Telegram's invoices, balances, bills.

Telegram's invoice for one person, their balances, the bill of an organization, and the line of a price on cards.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from bot.feature import Command, Feature, ViewSpec
from bot.handlers import CommandFilter, IsPayment, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Id, OfTicket
from bot.views import Reader, Rendered, RenderedButton, RenderedInvoice, Row, Style, compose, keyboards
from db.models import Organization, Origin, PaymentMethod, PaymentRequest, PaymentStatus, Person, Ticket
from desk import Desk, Outdated, Refused
from desk.i18n.formats import format_money
from desk.outbox import Args, Button, Say, Show, Slot
from desk.payments import balances as payment_balances
from desk.payments import bill_paying, bills, invoices, ledger, money_messages, statement_times, statements
from desk.payments.balances import Balance
from desk.payments.bills import Bill
from desk.payments.invoices import TakenPayment
from desk.payments.ledger import PriceResult
from desk.payments.owners import BalanceOwner
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line
from desk.text.money import format_plain, get_exponent, pack_money, parse_amount

# Callback data of payments.


class PaidAnswer(StrEnum):
    """The steps of confirming by hand that a price was paid: ask first, then yes or no."""

    ASK = "ask"
    YES = "yes"
    NO = "no"


class PricePaid(OfTicket, prefix="paid"):
    """Confirm that the money of a price, by the id of its request, has arrived outside Telegram."""

    request: Id
    answer: PaidAnswer


class TopUp(CallbackData, prefix="topup"):
    """Send an invoice that tops up a balance, of the organization by its id or (0) the person's own, by an amount in
    units, such as 250.50."""

    organization: int
    units: Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,3})?$")]


class PayBill(CallbackData, prefix="bill"):
    """Send an invoice for what is left of an organization's bill of a month, such as 202611."""

    organization: Id
    month: Id


_TITLE, _DESCRIPTION = 32, 255  # characters (Bot API, sendInvoice, read 2026-11)
_TOP_UPS = (500, 1000, 5000)


async def _render_invoice(reader: Reader, letter: Show) -> Rendered | None:
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


async def _render_bill(reader: Reader, letter: Show) -> Rendered | None:
    """Render a bill as it is now, for those who lead the organization; None for a new message if nothing is left, or
    if a newer bill has it."""
    found = statement_times.parse_bill_slot(letter.slot)
    rules, zone = reader.settings.payments, reader.settings.timezone
    if found is None or not rules.enabled or not await statements.is_for(reader.session, reader.person, found[0]):
        return None
    bill = await bills.load_bill(reader.session, *found, rules.currency, zone)
    is_old = bill is None or not bill.left or bill.first != statement_times.get_last_month(reader.now, zone)
    if bill is None or (letter.fresh and is_old):
        return None
    lines = list(_list_bill_lines(reader, bill))
    if not bill.left:
        return Rendered(compose.join_lines([*lines, reader.say_rich("bill-settled")]))
    how, button = _offer_payment(reader, bill)
    return Rendered(compose.join_lines([*lines, *how]), ((button,),) if button is not None else ())


def _list_bill_lines(reader: Reader, bill: Bill) -> Iterator[RichText]:
    def money(amount: int) -> str:
        return format_money(reader.language, pack_money(amount, bill.currency))

    yield reader.say_rich("bill-title", organization=bill.organization, **bills.name_month(bill.first))
    if bill.before:
        before = "bill-owed" if bill.before < 0 else "bill-credit"
        yield reader.say_rich(before, amount=money(abs(bill.before)))
    yield reader.say_rich("bill-charged", amount=money(bill.charged))
    yield reader.say_rich("bill-paid-part", amount=money(bill.paid + min(bill.since, bill.due)))
    yield reader.say_rich("bill-to-pay", amount=money(bill.left))


def _offer_payment(reader: Reader, bill: Bill) -> tuple[list[RichText], RenderedButton | None]:
    """Return how the bill can be paid: by Telegram's invoice, by a link, or as the team says."""
    rules = reader.settings.payments
    if rules.takes_cards:
        press = PayBill(organization=bill.organization_id, month=int(f"{bill.first:%Y%m}"))
        money = format_money(reader.language, pack_money(bill.left, bill.currency))
        return [], keyboards.make_main_button(reader.language, "btn-pay-bill", press, amount=money)
    number = f"{bill.organization_id}-{bill.first:%Y%m}"
    link = money_messages.fill_in_link(rules.link, bill.left, bill.currency, number)
    if not link:
        return [reader.say_rich("bill-how")], None
    return [reader.say_rich("bill-link")], RenderedButton(reader.say("btn-pay"), url=link, style=Style.PRIMARY)


async def _render_balances(reader: Reader, letter: Show) -> Rendered | None:
    """Render the reader's own balance and those of the organizations that they lead; None while balances are
    not shown. With an amount that they typed, they choose whose balance it is for."""
    if not reader.settings.payments.shows_balance:
        return None
    desk = Desk(reader.session, Origin.TELEGRAM, reader.person, now=reader.now, rules=reader.settings)
    found = await payment_balances.list_balances(desk, reader.person)
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


# Records what Telegram says about money that it took. Asked before all others: a blocked person's money counts too.


def make_gate() -> Router:
    made = Router(name="taken_payments")
    made.message.filter(IsPrivate())
    made.message.register(take_payment, IsPayment())
    return made


async def take_payment(message: Message, desk: Desk) -> None:
    paid = message.successful_payment
    assert paid is not None
    await invoices.take_payment(
        desk,
        TakenPayment(
            paid.invoice_payload,
            paid.total_amount,
            paid.currency,
            paid.telegram_payment_charge_id,
            paid.provider_payment_charge_id,
        ),
    )


# `/balance`: requesters see their balance and top it up; staff see the balance behind a request, admins correct it.


_STATEMENT = "statement"


def make_router() -> Router:
    made = Router(name="balances")
    made.message.filter(IsPrivate())
    made.message.register(show_balance, CommandFilter("balance"))
    made.callback_query.register(ask_top_up, TopUp.filter())
    made.callback_query.register(ask_bill, PayBill.filter())
    return made


async def show_balance(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    asked, _, month = command.words.text.strip().partition(" ")
    if asked.casefold() == _STATEMENT:
        await _ask_for_statement(desk, month)
        return
    if permissions.is_staff(me):
        await _show_to_staff(desk, command)
        return
    if not desk.rules.payments.shows_balance:
        raise Refused("balance-off")
    said = command.words.text.strip()
    if not said:
        respond.post_letter(desk, Show("balance", slot="balance", fresh=True))
        return
    amount = parse_amount(said, desk.rules.payments.currency)
    if amount is None:
        respond.post_line(desk, "usage-balance", top_up=int(desk.rules.payments.takes_top_ups))
        return
    if len(await payment_balances.list_balances(desk, me)) > 1:
        payment_balances.require_top_up(desk, amount)
        respond.post_letter(desk, Show("balance", slot="balance", find=said, fresh=True))
        return
    await payment_balances.ask_top_up(desk, BalanceOwner(person_id=me.id), amount)


async def _ask_for_statement(desk: Desk, typed: str) -> None:
    """Handle `/balance statement 2026-11`, without a month that of last month."""
    zone = desk.rules.timezone
    first = statement_times.parse_month(typed) if typed.strip() else statement_times.get_last_month(desk.now, zone)
    if first is None:
        respond.post_line(desk, "usage-statement")
        return
    await statements.request_statements(desk, first)
    respond.post_line(desk, "statement-soon", month=f"{first:%Y-%m}")


async def _show_to_staff(desk: Desk, command: TypedCommand) -> None:
    """Handle `/balance N` and, for admins, `/balance N +500 reason`."""
    if command.number is None:
        respond.post_line(desk, "usage-balance-staff")
        return
    ticket_id = await respond.require_staff_ticket_id(desk, command.number)
    balance = await payment_balances.get_ticket_balance(desk, await desk.session.get_one(Ticket, ticket_id))
    args: Args = {
        "number": command.number,
        "organization": balance.organization or "",
        "named": int(bool(balance.organization)),
    }
    said = command.after_number.text.strip()
    if said:
        typed, _, reason = said.partition(" ")
        amount = parse_amount(typed, balance.currency) if typed.startswith(("+", "-", "−")) else None
        if amount is None:
            respond.post_line(desk, "usage-balance-staff")
            return
        after = await payment_balances.correct_balance(desk, balance.owner, amount, reason)
        args |= {"amount": pack_money(amount, balance.currency), "balance": pack_money(after, balance.currency)}
        respond.post_line(desk, "done-correction", ticket_id, **args)
        return
    respond.post_line(desk, "balance-of-ticket", ticket_id, balance=balance.money, **args)


async def ask_top_up(
    _query: CallbackQuery, callback_data: TopUp, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    pressed.require_view("balance")
    organization = callback_data.organization
    owner = BalanceOwner(organization_id=organization) if organization else BalanceOwner(person_id=me.id)
    amount = parse_amount(callback_data.units, desk.rules.payments.currency)
    if amount is None:
        raise Outdated
    await payment_balances.ask_top_up(desk, owner, amount)


async def ask_bill(_query: CallbackQuery, callback_data: PayBill, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view("bill")
    found = statement_times.parse_bill_slot(f"bill:{callback_data.organization}-{callback_data.month}")
    if found is None:
        raise Outdated
    await bill_paying.ask_bill(desk, *found)


# `/price N 1500` sets what a request costs, `/price N off` withdraws it, `/price N` shows it; and the button Paid.


_OFF = frozenset({"off", "no", "нет", "выкл"})


def _make_price_router() -> Router:
    made = Router(name="prices")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(set_price, CommandFilter("price"))
    made.callback_query.register(confirm_payment, PricePaid.filter())
    return made


async def set_price(_message: Message, command: TypedCommand, desk: Desk) -> None:
    said = command.after_number.text.strip()
    if command.number is None:
        respond.post_line(desk, "usage-price")
    elif not said:
        _show(desk, await ledger.look_up_price(desk, command.number), "price-now")
    elif said.casefold() in _OFF:
        done = await ledger.withdraw_price(desk, command.number)
        respond.post_line(desk, "done-price-off", done.ticket_id, number=done.number, name=done.name)
    elif (amount := parse_amount(said, desk.rules.payments.currency)) is None:
        respond.post_line(desk, "usage-price")
    else:
        _show(desk, await ledger.set_price(desk, command.number, amount), "done-price")


def _show(desk: Desk, done: PriceResult, key: str) -> None:
    """Post the price; with the button Paid while an agent has to confirm the payment."""
    if not done.request_id or done.method is None:
        respond.post_line(desk, "price-none", done.ticket_id, number=done.number)
        return
    args: Args = {"number": done.number, "name": done.name, "amount": done.money, "method": done.method.value}
    args["changed"] = int(done.changed)
    confirmed = done.is_open and done.method is PaymentMethod.MANUAL
    buttons = ((_press("btn-price-paid", done.number, done.request_id, PaidAnswer.ASK),),) if confirmed else ()
    key = key if done.is_open or key == "done-price" else "price-now-paid"
    respond.post_letter(desk, Say(key, args, buttons, slot=f"price:{done.request_id}"), done.ticket_id)
    if done.unconfirmed is not None and done.changed and key != "price-now-paid":
        args = {"name": done.name, "organization": done.unconfirmed}
        respond.post_line(desk, "price-unconfirmed", done.ticket_id, **args)


def _press(label: str, number: int, request_id: int, answer: PaidAnswer) -> Button:
    return respond.press_button(label, PricePaid(number=number, request=request_id, answer=answer))


async def confirm_payment(
    _query: CallbackQuery, callback_data: PricePaid, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Ask whether the money has arrived; with Yes, record it."""
    permissions.require_staff(me)
    pressed.require_ticket(callback_data.number)
    pressed.require_open()
    number, request_id = callback_data.number, callback_data.request
    slot = f"price:{request_id}"
    if callback_data.answer is PaidAnswer.YES:
        done = await ledger.confirm_payment(desk, number, request_id)
        line = Say("done-price-paid", {"number": number, "amount": done.money}, slot=slot, replace=True)
        respond.post_letter(desk, line, done.ticket_id)
        return
    now = await ledger.look_up_price(desk, number)
    args: Args = {"number": number, "amount": now.money, "name": now.name, "method": "manual", "changed": 0}
    if callback_data.answer is PaidAnswer.NO:
        rows: tuple[tuple[Button, ...], ...] = ((_press("btn-price-paid", number, request_id, PaidAnswer.ASK),),)
        respond.post_letter(desk, Say("price-now", args, rows, slot=slot, replace=True), now.ticket_id)
        return
    ledger.require_same(now, request_id)
    yes, no = (
        _press(label, number, request_id, answer)
        for label, answer in (("btn-price-yes", PaidAnswer.YES), ("btn-price-no", PaidAnswer.NO))
    )
    respond.post_letter(desk, Say("price-paid-ask", args, ((yes, no),), slot=slot, replace=True), now.ticket_id)


FEATURE = Feature(
    name="payments",
    gates=(make_gate,),
    routers=(_make_price_router, make_router),
    views={
        "invoice": ViewSpec(_render_invoice),
        "balance": ViewSpec(_render_balances),
        "bill": ViewSpec(_render_bill),
    },
    commands=(
        Command("price", grant=Grant.PRICES, of_ticket=True, of_payments=True),
        Command("balance", of_ticket=True, means_alone=True, of_payments=True),
    ),
)
