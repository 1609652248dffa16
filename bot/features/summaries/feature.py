"""Declares the feature "summaries" to the core of the bot."""

from bot.feature import Feature, ViewSpec
from bot.features.summaries import screens

FEATURE = Feature(
    name="summaries",
    views={
        "briefing": ViewSpec(screens.render_summary),
    },
)
