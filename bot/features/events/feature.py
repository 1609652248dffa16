"""Declares the feature “events” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.events import handlers_attendance, handlers_events, screens_list

FEATURE = Feature(
    name="events",
    routers=(
        handlers_events.make_router,
        handlers_attendance.make_router,
    ),
    views={
        "events": ViewSpec(screens_list.render_events, AGENT),
    },
    commands=(Command("event", AGENT, of_ticket=True, means_alone=True),),
)
