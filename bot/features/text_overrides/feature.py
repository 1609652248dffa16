"""What the bot's core knows of text overrides."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.text_overrides import handlers, prompts, screens
from desk.inbound.prompts import Prompt

FEATURE = Feature(
    name="text_overrides",
    routers=(handlers.router,),
    views={
        "texts": ViewSpec(screens.texts, ADMIN),
        "text_ask": ViewSpec(screens.ask, ADMIN, asks=True),
    },
    commands=(Command("text", ADMIN),),
    prompts={"text": Prompt(prompts.set_words)},
)
