"""Declares the feature “failed_jobs” to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.failed_jobs import handlers, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="failed_jobs",
    routers=(handlers.make_router,),
    views={
        "failed": ViewSpec(screens.render_failed_jobs, grant=Grant.OPERATIONS, is_list=True),
    },
    commands=(Command("failed", grant=Grant.OPERATIONS, alone=True),),
)
