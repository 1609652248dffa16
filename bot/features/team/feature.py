"""Declares the feature "team" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.team import handlers_invites, handlers_members, handlers_roles, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="team",
    routers=(
        handlers_invites.make_router,
        handlers_members.make_router,
        handlers_roles.make_router,
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
