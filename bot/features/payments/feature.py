"""Declares the feature "payments" to the core of the bot."""

from aiogram import Router
from aiogram.types import Message

from bot.feature import Command, Feature, ViewSpec
from bot.features.payments import handlers_balance, handlers_price, screens
from bot.handlers import IsPayment, IsPrivate
from desk import Desk
from desk.payments import invoices
from desk.payments.invoices import TakenPayment
from desk.policy.grants import Grant

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


FEATURE = Feature(
    name="payments",
    gates=(make_gate,),
    routers=(handlers_price.make_router, handlers_balance.make_router),
    views={
        "invoice": ViewSpec(screens.render_invoice),
        "balance": ViewSpec(screens.render_balances),
    },
    commands=(
        Command("price", grant=Grant.PRICES, of_ticket=True, of_payments=True),
        Command("balance", of_ticket=True, means_alone=True, of_payments=True),
    ),
)
