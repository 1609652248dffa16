"""Declares the feature "notifications" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.notifications import handlers_requester, handlers_staff, screens_requester, screens_staff

FEATURE = Feature(
    name="notifications",
    routers=(
        handlers_requester.make_router,
        handlers_staff.make_router,
    ),
    views={
        "news": ViewSpec(screens_requester.render_switches),
        "digest": ViewSpec(screens_requester.render_digest),
        "hearing": ViewSpec(screens_staff.render_switches, AGENT),
    },
    commands=(Command("notifications"),),
)
