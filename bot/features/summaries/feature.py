"""What the bot's core knows of summaries."""

from bot.feature import Feature, ViewSpec
from bot.features.summaries import screens

FEATURE = Feature(
    name="summaries",
    views={
        "briefing": ViewSpec(screens.render_summary),
    },
)
