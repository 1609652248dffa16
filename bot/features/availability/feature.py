"""Declares the feature “availability” to the core of the bot."""

from bot.feature import AGENT, Command, Feature
from bot.features.availability import handlers

FEATURE = Feature(
    name="availability",
    routers=(handlers.make_router,),
    commands=(
        Command("away", AGENT),
        Command("back", AGENT, alone=True),
        Command("quiet", AGENT, alone=True),
    ),
)
