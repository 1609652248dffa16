"""What the bot's core knows of notifications."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.notifications import handlers_requester, handlers_staff, screens_requester, screens_staff

FEATURE = Feature(
    name="notifications",
    routers=(
        handlers_requester.router,
        handlers_staff.router,
    ),
    views={
        "news": ViewSpec(screens_requester.switches),
        "digest": ViewSpec(screens_requester.digest),
        "hearing": ViewSpec(screens_staff.switches, AGENT),
    },
    commands=(Command("notifications"),),
)
