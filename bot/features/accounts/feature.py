"""Declares the feature "accounts" to the core of the bot."""

from bot.feature import Feature
from bot.features.accounts import handlers

FEATURE = Feature(name="accounts", routers=(handlers.make_router,))
