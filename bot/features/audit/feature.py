"""Declares the feature “audit” to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.audit import handlers, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="audit",
    routers=(handlers.make_router,),
    views={
        "audit": ViewSpec(screens.render_audit, grant=Grant.AUDIT, is_list=True),
    },
    commands=(Command("audit", grant=Grant.AUDIT),),
)
