"""Prices set on the board, by a note or a label, or withdrawn there. A remark says what became of it."""

from db.models import (
    Entry,
)
from desk import Desk, Locked, Refused
from desk.conversation import thread
from desk.payments.ledger import set_price, withdraw_price
from desk.text.money import find_price_in_note, is_no_price, parse_amount


async def set_price_on_board(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Set or withdraw the price that a note of the board names; other notes stay notes, and so do all of them while
    payments are off."""
    typed = find_price_in_note(entry.body) if desk.rules.payments.enabled else None
    if typed is not None:
        await set_typed_price(desk, ticket.number, typed)


async def set_typed_price(desk: Desk, number: int, typed: str) -> None:
    """Set the price in the desk's currency, or withdraw it. Raises NoSuchTicket."""
    try:
        if is_no_price(typed):
            await withdraw_price(desk, number)
            await thread.add_remark(desk, number, "remark-price-off")
            return
        amount = parse_amount(typed, desk.rules.payments.currency)
        if amount is None:
            raise Refused("price-wrong")
        done = await set_price(desk, number, amount)
    except Refused:
        await thread.add_remark(desk, number, "remark-price-refused")
        return
    asked = "remark-price-client" if done.for_client else "remark-price"
    key = asked if done.is_open else "remark-price-paid"
    more = {"name": done.name} if key == "remark-price-client" else {}
    await thread.add_remark(desk, number, key, amount=done.money, **more)
    if done.unconfirmed is not None:
        await thread.add_remark(
            desk, number, "price-unconfirmed", name=done.name, organization=done.unconfirmed
        )  # fmt: skip
