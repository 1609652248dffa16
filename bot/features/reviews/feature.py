"""Declares the feature "reviews" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.reviews import handlers, prompts, screens
from desk.inbound.prompt_replies import Prompt

FEATURE = Feature(
    name="reviews",
    routers=(handlers.make_router,),
    views={
        "reviews": ViewSpec(screens.render_reviews, AGENT),
        "review_ask": ViewSpec(screens.render_question, AGENT, asks=True),
    },
    commands=(Command("reviews", AGENT, alone=True),),
    prompts={"reviewask": Prompt(prompts.take_answer)},
)
