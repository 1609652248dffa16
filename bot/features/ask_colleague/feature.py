"""Declares the feature “ask_colleague” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.ask_colleague import handlers, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="ask_colleague",
    routers=(handlers.make_router,),
    views={
        "ask": ViewSpec(screens.render_colleagues, AGENT),
    },
    commands=(Command("ask", grant=Grant.NOTES, of_ticket=True),),
)
