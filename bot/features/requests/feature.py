"""Declares the feature "requests" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.lists import screens as list_screens
from bot.features.requests import (
    handlers_buttons,
    handlers_commands,
    handlers_lists,
    screens_low_rating,
    screens_resolution,
)
from bot.features.ticket.screens import render_of_ticket

FEATURE = Feature(
    name="requests",
    routers=(
        handlers_lists.make_router,
        handlers_commands.make_router,
        handlers_buttons.make_router,
    ),
    views={
        "resolved": ViewSpec(render_of_ticket(screens_resolution.render_resolution, history=True)),
        "list": ViewSpec(list_screens.render_own, is_list=True),
        "low_mark": ViewSpec(screens_low_rating.render_low_rating, AGENT),
    },
    commands=(
        Command("new"),
        Command("tickets"),
        Command("ticket", of_ticket=True),
        Command("status", of_ticket=True, means_alone=True),
        Command("cancel", grave=True, of_ticket=True, means_alone=True),
    ),
)
