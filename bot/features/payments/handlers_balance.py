"""`/balance`: requesters see their balance and top it up; staff see the balance behind a request, admins correct it."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.payments.buttons import PayBill, TopUp
from bot.handlers import CommandFilter, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from db.models import Person, Ticket
from desk import Desk, Outdated, Refused
from desk.outbox import Args, Show
from desk.payments import balances as payment_balances
from desk.payments import bill_paying, statement_times, statements
from desk.payments.owners import BalanceOwner
from desk.policy import permissions
from desk.text import typed_days
from desk.text.money import pack_money, parse_amount

_STATEMENT = "statement"


def make_router() -> Router:
    made = Router(name="balances")
    made.message.register(show_balance, CommandFilter("balance"))
    handle_presses(made, ask_top_up, ask_bill)
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
    first = (
        typed_days.read_month(typed, desk.today) if typed.strip() else statement_times.get_last_month(desk.now, zone)
    )
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
