"""Declares the feature "registration" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.registration import handlers, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="registration",
    routers=(handlers.make_router,),
    views={
        "registration": ViewSpec(screens.render_registration),
        "applicant": ViewSpec(screens.render_applicant, grant=Grant.ORGANIZATIONS),
    },
    commands=(Command("register", of_organizations=True),),
)
