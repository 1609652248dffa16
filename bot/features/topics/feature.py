"""Declares the feature "topics" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.topics import handlers_buttons, handlers_categories, prompts, screens_topic, screens_tree
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant

FEATURE = Feature(
    name="topics",
    routers=(
        handlers_categories.make_router,
        handlers_buttons.make_router,
    ),
    views={
        "categories": ViewSpec(screens_tree.render_topics, AGENT),
        "topic": ViewSpec(screens_topic.render_topic, grant=Grant.TOPICS),
        "topic_ask": ViewSpec(screens_topic.render_question, grant=Grant.TOPICS, asks=True),
    },
    commands=(Command("categories", AGENT),),
    prompts={"topic": Prompt(prompts.change_topic, repeats=True)},
)
