"""Declares the feature “announcements” to the core of the bot."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.announcements import handlers, screens

FEATURE = Feature(
    name="announcements",
    routers=(handlers.make_router,),
    views={
        "mailings": ViewSpec(screens.render_list, ADMIN),
        "mailing": ViewSpec(screens.render_announcement, ADMIN),
        "mailed": ViewSpec(screens.render_received),
    },
    commands=(Command("announce", ADMIN),),
)
