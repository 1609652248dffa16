"""Declares the feature "shifts" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.shifts import handlers, prompts, screens
from desk.inbound.prompt_replies import Prompt

FEATURE = Feature(
    name="shifts",
    routers=(handlers.make_router,),
    views={
        "shifts": ViewSpec(screens.render_shifts, AGENT),
        "shift_ask": ViewSpec(screens.render_question, AGENT, asks=True),
    },
    commands=(Command("shifts", AGENT),),
    prompts={"shift": Prompt(prompts.set_shifts, repeats=True)},
)
