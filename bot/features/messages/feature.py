"""Declares the feature “messages” to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.messages import handlers, handlers_reactions, screens_questions

FEATURE = Feature(
    name="messages",
    routers=(
        handlers.make_router,
        handlers_reactions.make_router,
    ),
    views={
        "which": ViewSpec(screens_questions.show_question),
    },
    commands=(Command("delete", grave=True),),
)
