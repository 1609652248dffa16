"""Callback data of payments."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, OfTicket


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
