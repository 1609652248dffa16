"""Declares the feature “lists” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.lists import handlers_open_list, handlers_staff_lists, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="lists",
    routers=(
        handlers_staff_lists.make_router,
        handlers_open_list.make_router,
    ),
    views={
        "queue": ViewSpec(screens.render_queue, AGENT, is_list=True),
        "mine": ViewSpec(screens.render_mine, AGENT, is_list=True),
        "found": ViewSpec(screens.render_found, AGENT, is_list=True),
        "all": ViewSpec(screens.render_open, AGENT, is_list=True),
        "attention": ViewSpec(screens.render_attention, AGENT, is_list=True),
        "reminder": ViewSpec(screens.render_reminder),
        "surge": ViewSpec(screens.render_surge, AGENT),
    },
    commands=(
        Command("queue", AGENT, alone=True),
        Command("mine", AGENT, alone=True),
        Command("find", AGENT, aliases=("search",)),
        Command("next", grant=Grant.WORK, alone=True),
        Command("attention", AGENT, alone=True),
        Command("open", AGENT, of_ticket=True, means_alone=True),
    ),
)
