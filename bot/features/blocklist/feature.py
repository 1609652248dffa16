"""What the bot's core knows of blocklist."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.blocklist import handlers, screens

FEATURE = Feature(
    name="blocklist",
    gates=(handlers.gate,),
    routers=(handlers.router,),
    views={
        "blocked": ViewSpec(screens.blocked, AGENT, is_list=True),
    },
    commands=(
        Command("block", AGENT, of_ticket=True),
        Command("blocked", AGENT, alone=True),
    ),
)
