"""Declares the feature “announcements” to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.announcements import handlers, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="announcements",
    routers=(handlers.make_router,),
    views={
        "mailings": ViewSpec(screens.render_list, grant=Grant.MAILINGS),
        "mailing": ViewSpec(screens.render_announcement, grant=Grant.MAILINGS),
        "mailed": ViewSpec(screens.render_received),
    },
    commands=(Command("announce", grave=True, grant=Grant.MAILINGS),),
)
