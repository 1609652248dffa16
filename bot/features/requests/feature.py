"""What the bot's core knows of requests."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.lists import screens as lists
from bot.features.requests import (
    handlers_buttons,
    handlers_commands,
    handlers_lists,
    screens_low_rating,
    screens_resolution,
)
from bot.features.ticket.screens import of_ticket

FEATURE = Feature(
    name="requests",
    routers=(
        handlers_lists.router,
        handlers_commands.router,
        handlers_buttons.router,
    ),
    views={
        "resolved": ViewSpec(of_ticket(screens_resolution.resolved, history=True)),
        "list": ViewSpec(lists.own, is_list=True),
        "low_mark": ViewSpec(screens_low_rating.few, AGENT),
    },
    commands=(
        Command("new"),
        Command("tickets"),
        Command("ticket", of_ticket=True),
        Command("status", of_ticket=True),
        Command("cancel", of_ticket=True),
    ),
)
