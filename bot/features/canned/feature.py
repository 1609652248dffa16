"""Declares the feature “canned” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.canned import handlers, screens_prepared_answer, screens_replies, screens_similar_tickets
from desk.canned import reply_by_key
from desk.inbound.prompt_replies import Prompt

FEATURE = Feature(
    name="canned",
    routers=(handlers.make_router,),
    views={
        "replies": ViewSpec(screens_replies.render_replies, AGENT),
        "reply_ask": ViewSpec(screens_replies.render_question, AGENT, asks=True),
        "canned": ViewSpec(screens_replies.render_choices, AGENT),
        "similar": ViewSpec(screens_similar_tickets.render_similar, AGENT),
        "prepared": ViewSpec(screens_prepared_answer.render_prepared, AGENT),
    },
    commands=(Command("replies", AGENT),),
    prompts={"replyask": Prompt(reply_by_key.take_reply)},
)
