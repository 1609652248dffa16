"""Prices set on the board: a note `// price 1500`, or `// price off`. A remark says what became of it."""

import re

from db.models import Entry
from desk import Desk, Locked, Refused
from desk.conversation import thread
from desk.payments import prices
from desk.text.money import parse_amount

_TYPED = re.compile(r"(?:price|цена)[ :]+(.{1,40})", re.IGNORECASE)
_OFF = frozenset({"off", "no", "нет"})


async def set_price_on_board(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Set or withdraw the price that a note of the board names; other notes stay notes, and so do all of them while
    payments are off."""
    typed = _TYPED.fullmatch(entry.body.strip()) if desk.rules.payments.enabled else None
    if typed is None:
        return
    said = typed[1].strip()
    try:
        if said.casefold() in _OFF:
            await prices.withdraw_price(desk, ticket.number)
            await thread.add_remark(desk, ticket.number, "remark-price-off")
            return
        amount = parse_amount(said, desk.rules.payments.currency)
        if amount is None:
            raise Refused("price-wrong")
        done = await prices.set_price(desk, ticket.number, amount)
    except Refused:
        await thread.add_remark(desk, ticket.number, "remark-price-refused")
        return
    key = "remark-price-paid" if not done.is_open else "remark-price"
    await thread.add_remark(desk, ticket.number, key, amount=done.money)
