"""Declares the feature "team" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, Turning, ViewSpec
from bot.features.team import buttons, handlers, screens
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
    turns=(
        Turning(buttons.StaffPage, "staff", here=("topics", "shifts")),
        Turning(
            buttons.MovableTickets,
            "member",
            "staff",
            find="{one.person}:which",
            here=("topics", "shifts"),
        ),
        Turning(buttons.Topics, "topics", find="{one.person}", here=("staff", "shifts"), check=handlers.check_may_see),
    ),
    commands=(
        Command("invite", grant=Grant.TEAM),
        Command("staff", AGENT, alone=True, shows="staff"),
    ),
)
