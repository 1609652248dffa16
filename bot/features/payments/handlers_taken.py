"""Records what Telegram says about money that it took. Asked before all others: a blocked person's money counts too."""

from aiogram import Router
from aiogram.types import Message

from bot.handlers import HasField
from desk import Desk
from desk.payments import invoices
from desk.payments.invoices import TakenPayment


def make_gate() -> Router:
    made = Router(name="taken_payments")
    made.message.register(take_payment, HasField("successful_payment"))
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
