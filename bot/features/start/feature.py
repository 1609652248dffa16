"""Declares the feature "start" to the core of the bot."""

from bot.feature import Command, Feature
from bot.features.start import handlers

FEATURE = Feature(
    name="start",
    routers=(handlers.make_router,),
    commands=(
        Command("start"),
        Command("help"),
        Command("language"),
    ),
)
