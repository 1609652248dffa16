"""Declares the feature “export” to the core of the bot."""

from bot.feature import ADMIN, Command, Feature
from bot.features.export import handlers

FEATURE = Feature(
    name="export",
    routers=(handlers.make_router,),
    commands=(Command("export", ADMIN),),
)
