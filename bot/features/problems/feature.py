"""Declares the feature "problems" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.problems import handlers, prompts, screens
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant

FEATURE = Feature(
    name="problems",
    routers=(handlers.make_router,),
    views={
        "problems": ViewSpec(screens.render_problems, AGENT),
        "problem": ViewSpec(screens.render_problem, AGENT),
        "problem_ask": ViewSpec(screens.render_question, grant=Grant.MAILINGS, asks=True),
    },
    commands=(Command("problems", AGENT, alone=True),),
    prompts={"problemask": Prompt(prompts.set_words)},
)
