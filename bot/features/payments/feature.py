"""The feature "payments" of the bot: prices of requests, Telegram's invoices, balances, bills."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.payments.handlers_balance import make_router
from bot.features.payments.handlers_price import make_price_router
from bot.features.payments.handlers_taken import make_gate
from bot.features.payments.screens import render_invoice
from bot.features.payments.screens_balance import render_balances
from bot.features.payments.screens_invoice import render_bill
from desk.policy.permissions import Grant

FEATURE = Feature(
    name="payments",
    gates=(make_gate,),
    routers=(make_price_router, make_router),
    views={
        "invoice": ViewSpec(render_invoice),
        "balance": ViewSpec(render_balances),
        "bill": ViewSpec(render_bill),
    },
    commands=(
        Command("price", grant=Grant.PRICES, of_ticket=True, of_payments=True),
        Command("balance", of_ticket=True, means_alone=True, of_payments=True),
    ),
)
