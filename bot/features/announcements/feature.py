"""What the bot's core knows of announcements."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.announcements import handlers, screens

FEATURE = Feature(
    name="announcements",
    routers=(handlers.router,),
    views={
        "mailings": ViewSpec(screens.mailings, ADMIN),
        "mailing": ViewSpec(screens.mailing, ADMIN),
        "mailed": ViewSpec(screens.mailed),
    },
    commands=(Command("announce", ADMIN),),
)
