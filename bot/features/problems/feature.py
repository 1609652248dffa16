"""What the bot's core knows of problems."""

from bot.feature import ADMIN, AGENT, Command, Feature, ViewSpec
from bot.features.problems import handlers, prompts, screens
from desk.inbound.prompts import Prompt

FEATURE = Feature(
    name="problems",
    routers=(handlers.router,),
    views={
        "problems": ViewSpec(screens.problems, AGENT),
        "problem": ViewSpec(screens.problem, AGENT),
        "problem_ask": ViewSpec(screens.ask, ADMIN, asks=True),
    },
    commands=(Command("problems", AGENT, alone=True),),
    prompts={"problemask": Prompt(prompts.set_words)},
)
