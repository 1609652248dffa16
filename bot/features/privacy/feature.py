"""Declares the feature "privacy" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.privacy import handlers, handlers_admin, screens, screens_admin
from db.models import Role
from desk.policy.grants import Grant

FEATURE = Feature(
    name="privacy",
    routers=(handlers.make_router, handlers_admin.make_router),
    views={
        "privacy": ViewSpec(screens.render_policy),
        "forget": ViewSpec(screens.render_forget),
        "consent": ViewSpec(screens.render_consent),
        "erase": ViewSpec(screens_admin.render_person, Role.AGENT, grant=Grant.PRIVACY),
        "erasures": ViewSpec(screens_admin.render_erasures, Role.AGENT, grant=Grant.PRIVACY),
    },
    commands=(
        Command("privacy", alone=True),
        Command("mydata", alone=True),
        Command("forgetme", grave=True, alone=True),
        Command("erase", grave=True, grant=Grant.PRIVACY),
    ),
)
