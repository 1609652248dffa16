"""Declares the feature "team" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.team import handlers, screens
from desk.policy.permissions import Grant

FEATURE = Feature(
    name="team",
    routers=(
        handlers.make_invites_router,
        handlers.make_router,
        handlers.make_roles_router,
    ),
    views={
        "staff": ViewSpec(screens.render_team, grant=Grant.TEAM, is_list=True),
        "member": ViewSpec(screens.render_member, grant=Grant.TEAM),
        "topics": ViewSpec(screens.render_topics, AGENT),
    },
    commands=(
        Command("invite", grant=Grant.TEAM),
        Command("staff", AGENT, alone=True),
        Command("topics", AGENT, alone=True),
    ),
)
