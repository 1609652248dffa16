"""Declares the feature "text overrides" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.text_overrides import handlers, screens
from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.text_overrides.editable_texts import find_by_code
from desk.text_overrides.editing import reword_sentence

# Takes the reply to the question for new words of a text.


async def set_words(desk: Desk, incoming: IncomingMessage, named: str) -> Show:
    """Set new words for a text of the bot (`text:<language>.<code>`)."""
    language, _, code = named.partition(".")
    sentence = find_by_code(language, code)
    if sentence is None:
        raise Refused("texts-none")
    note = "text-set" if await reword_sentence(desk, sentence, incoming.words) else "text-same"
    return Show("texts", slot=f"texts:{named}", find=named, fresh=True, note=note)


FEATURE = Feature(
    name="text_overrides",
    routers=(handlers.make_router,),
    views={
        "texts": ViewSpec(screens.render_texts, grant=Grant.PUBLISH),
        "text_ask": ViewSpec(screens.render_question, grant=Grant.PUBLISH, asks=True),
    },
    commands=(Command("text", grant=Grant.PUBLISH),),
    prompts={"text": Prompt(set_words)},
)
