"""Declares the feature "stats" to the core of the bot."""

from bot.feature import AGENT, Command, Feature
from bot.features.stats import handlers, prompts, screens_result
from desk.inbound.prompt_replies import Prompt
from desk.outbox import ReportReady

FEATURE = Feature(
    name="stats",
    routers=(handlers.make_router,),
    commands=(
        Command("stats", AGENT, aliases=("report", "reports")),
        Command("me", AGENT),
    ),
    prompts={"statsperiod": Prompt(prompts.draw_period, repeats=True)},
    letters={ReportReady: screens_result.render_result},
)
