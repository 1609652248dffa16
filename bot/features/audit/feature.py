"""Declares the feature “audit” to the core of the bot."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.audit import handlers, screens

FEATURE = Feature(
    name="audit",
    routers=(handlers.make_router,),
    views={
        "audit": ViewSpec(screens.render_audit, ADMIN, is_list=True),
    },
    commands=(Command("audit", ADMIN),),
)
