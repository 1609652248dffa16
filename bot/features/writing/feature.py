"""Declares the feature "writing" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.writing import handlers, prompts, screens
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant

FEATURE = Feature(
    name="writing",
    routers=(handlers.make_router,),
    views={
        "write_ask": ViewSpec(screens.render_question, AGENT, asks=True, grant=Grant.WRITE),
        "write_whom": ViewSpec(screens.render_namesakes, AGENT, grant=Grant.WRITE),
    },
    commands=(Command("write", AGENT, of_ticket=True, grant=Grant.WRITE, setting="requests.write_first"),),
    prompts={"writeask": Prompt(prompts.send_words)},
)
