"""Declares the feature "groups" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.groups import forwards, handlers, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="groups",
    routers=(handlers.make_router, forwards.make_router),
    views={
        "chats": ViewSpec(screens.render_chats, AGENT, grant=Grant.SETTINGS_REQUESTS),
        "chat": ViewSpec(screens.render_chat, AGENT, grant=Grant.SETTINGS_REQUESTS),
    },
    commands=(Command("groups", AGENT, alone=True, grant=Grant.SETTINGS_REQUESTS),),
)
