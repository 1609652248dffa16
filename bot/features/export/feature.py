"""Declares the feature “export” to the core of the bot."""

from bot.feature import Command, Feature
from bot.features.export import handlers
from desk.policy.grants import Grant

FEATURE = Feature(
    name="export",
    routers=(handlers.make_router,),
    commands=(Command("export", grant=Grant.EXPORT),),
)
