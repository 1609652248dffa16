"""Declares the feature "staff group" to the core of the bot."""

from bot.feature import Feature, ViewSpec
from bot.features.staff_group import handlers, screens
from bot.features.ticket.screens import render_of_ticket

FEATURE = Feature(
    name="staff_group",
    gates=(handlers.make_gate,),
    views={
        "group": ViewSpec(render_of_ticket(screens.render_new)),
        "ended": ViewSpec(screens.show_ended),
        "announced": ViewSpec(screens.show_announced),
    },
)
