"""What the bot's core knows of team."""

from bot.feature import ADMIN, AGENT, Command, Feature, ViewSpec
from bot.features.team import handlers_invites, handlers_members, screens_members

FEATURE = Feature(
    name="team",
    routers=(
        handlers_invites.router,
        handlers_members.router,
    ),
    views={
        "staff": ViewSpec(screens_members.team, ADMIN, is_list=True),
        "member": ViewSpec(screens_members.one, ADMIN),
        "topics": ViewSpec(screens_members.topics, AGENT),
    },
    commands=(
        Command("invite", ADMIN),
        Command("staff", AGENT, alone=True),
        Command("topics", AGENT, alone=True),
    ),
)
