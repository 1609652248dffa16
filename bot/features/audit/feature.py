"""What the bot's core knows of audit."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.audit import handlers, screens

FEATURE = Feature(
    name="audit",
    routers=(handlers.router,),
    views={
        "audit": ViewSpec(screens.audited_page, ADMIN, is_list=True),
    },
    commands=(Command("audit", ADMIN),),
)
