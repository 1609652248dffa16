"""Declares the feature "focus" to the core of the bot."""

from bot.feature import Command, Feature
from bot.features.focus import handlers
from desk.policy.grants import Grant

FEATURE = Feature(
    name="focus",
    routers=(handlers.make_router,),
    commands=(Command("focus", grant=Grant.WORK, of_ticket=True, means_alone=True),),
)
