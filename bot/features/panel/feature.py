"""Declares the feature "panel" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.panel import handlers, screens_sessions, screens_sign_in

FEATURE = Feature(
    name="panel",
    routers=(handlers.make_router,),
    views={
        "panel": ViewSpec(screens_sessions.render_sessions, AGENT),
        "sign_in": ViewSpec(screens_sign_in.render_sign_in, AGENT),
    },
    commands=(Command("panel", AGENT, alone=True),),
)
