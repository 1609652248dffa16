"""Declares the feature "payments" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.payments import handlers_balance, handlers_invoice, handlers_price, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="payments",
    gates=(handlers_invoice.make_gate,),
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
