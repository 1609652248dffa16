"""Declares the feature "rules" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.rules import handlers, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="rules",
    routers=(handlers.make_router,),
    views={
        "rules": ViewSpec(screens.render_rules, grant=Grant.RULES),
        "rule": ViewSpec(screens.render_rule, grant=Grant.RULES),
    },
    commands=(Command("rules", grant=Grant.RULES, alone=True),),
)
