"""Declares the feature “failed_jobs” to the core of the bot."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.failed_jobs import handlers, screens

FEATURE = Feature(
    name="failed_jobs",
    routers=(handlers.make_router,),
    views={
        "failed": ViewSpec(screens.render_failed_jobs, ADMIN, is_list=True),
    },
    commands=(Command("failed", ADMIN, alone=True),),
)
