"""Declares the feature “blocklist” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.blocklist import handlers, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="blocklist",
    gates=(handlers.make_gate,),
    routers=(handlers.make_router,),
    views={
        "blocked": ViewSpec(screens.render_blocked, AGENT, is_list=True),
    },
    commands=(
        Command("block", grave=True, grant=Grant.BLOCK, of_ticket=True),
        Command("blocked", grant=Grant.BLOCK, alone=True),
    ),
)
