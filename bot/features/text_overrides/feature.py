"""Declares the feature "text overrides" to the core of the bot."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.text_overrides import handlers, prompts, screens
from desk.inbound.prompt_replies import Prompt

FEATURE = Feature(
    name="text_overrides",
    routers=(handlers.make_router,),
    views={
        "texts": ViewSpec(screens.render_texts, ADMIN),
        "text_ask": ViewSpec(screens.render_question, ADMIN, asks=True),
    },
    commands=(Command("text", ADMIN),),
    prompts={"text": Prompt(prompts.set_words)},
)
