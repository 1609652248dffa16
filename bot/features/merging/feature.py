"""Declares the feature “merging” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.merging import handlers_merge, handlers_similar
from bot.features.ticket import screens as ticket_screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="merging",
    routers=(
        handlers_merge.make_router,
        handlers_similar.make_router,
    ),
    views={
        "alike": ViewSpec(ticket_screens.render_similar, AGENT),
    },
    commands=(
        Command("merge", grave=True, grant=Grant.MERGE, of_ticket=True, then_number=True),
        Command("unmerge", grant=Grant.MERGE, of_ticket=True),
        Command("split", grave=True, grant=Grant.MERGE),
    ),
)
