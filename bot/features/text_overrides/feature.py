"""Declares the feature "text overrides" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.text_overrides import handlers, prompts, screens
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant

FEATURE = Feature(
    name="text_overrides",
    routers=(handlers.make_router,),
    views={
        "texts": ViewSpec(screens.render_texts, grant=Grant.PUBLISH),
        "text_ask": ViewSpec(screens.render_question, grant=Grant.PUBLISH, asks=True),
    },
    commands=(Command("text", grant=Grant.PUBLISH),),
    prompts={"text": Prompt(prompts.set_words)},
)
