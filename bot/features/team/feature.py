"""Declares the feature "team" to the core of the bot."""

from bot.feature import ADMIN, AGENT, Command, Feature, ViewSpec
from bot.features.team import handlers_invites, handlers_members, screens

FEATURE = Feature(
    name="team",
    routers=(
        handlers_invites.make_router,
        handlers_members.make_router,
    ),
    views={
        "staff": ViewSpec(screens.render_team, ADMIN, is_list=True),
        "member": ViewSpec(screens.render_member, ADMIN),
        "topics": ViewSpec(screens.render_topics, AGENT),
    },
    commands=(
        Command("invite", ADMIN),
        Command("staff", AGENT, alone=True),
        Command("topics", AGENT, alone=True),
    ),
)
