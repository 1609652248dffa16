"""Declares the feature "start" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.start import handlers, handlers_help, screens_help

FEATURE = Feature(
    name="start",
    routers=(handlers.make_router, handlers_help.make_router),
    views={"help": ViewSpec(screens_help.render_help, AGENT)},
    commands=(
        Command("start"),
        Command("help"),
        Command("language"),
    ),
)
