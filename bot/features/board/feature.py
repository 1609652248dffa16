"""Declares the feature “board” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.board import handlers, screens
from desk.policy.grants import Grant

FEATURE = Feature(
    name="board",
    routers=(handlers.make_router,),
    views={
        "link": ViewSpec(screens.show_accounts, AGENT),
    },
    commands=(
        Command("link", AGENT),
        Command("connect", AGENT, alone=True, grant=Grant.SETTINGS_BOARD, setting="board.connect_url"),
        Command("disconnect", AGENT, grave=True, alone=True, grant=Grant.SETTINGS_BOARD, setting="board.connect_url"),
    ),
)
