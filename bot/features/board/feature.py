"""Declares the feature “board” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.board import handlers, screens

FEATURE = Feature(
    name="board",
    routers=(handlers.make_router,),
    views={
        "link": ViewSpec(screens.show_accounts, AGENT),
    },
    commands=(Command("link", AGENT),),
)
