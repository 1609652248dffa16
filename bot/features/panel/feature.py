"""What the bot's core knows of panel."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.panel import handlers, screens_sessions, screens_sign_in

FEATURE = Feature(
    name="panel",
    routers=(handlers.router,),
    views={
        "panel": ViewSpec(screens_sessions.panel, AGENT),
        "sign_in": ViewSpec(screens_sign_in.asking, AGENT),
    },
    commands=(Command("panel", AGENT, alone=True),),
)
