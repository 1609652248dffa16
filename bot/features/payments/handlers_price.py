"""`/price N 1500` sets what a request costs, `/price N off` withdraws it, `/price N` shows it; and the button Paid."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.payments.buttons import PaidAnswer, PricePaid
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import handle_presses
from db.models import PaymentMethod, Person
from desk import Desk
from desk.outbox import Args, Button, Say
from desk.payments import ledger
from desk.payments.ledger import PriceResult
from desk.policy import permissions
from desk.text.money import parse_amount

_OFF = frozenset({"off", "no", "нет", "выкл"})


def make_price_router() -> Router:
    made = StaffRouter(name="prices")
    made.message.register(set_price, CommandFilter("price"))
    handle_presses(made, confirm_payment)
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
