"""Takes the reply to the question for new words of a text."""

from desk import Desk, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show
from desk.text_overrides.editable_texts import find_by_code
from desk.text_overrides.editing import reword_sentence


async def set_words(desk: Desk, incoming: IncomingMessage, named: str) -> Show:
    """Set new words for a text of the bot (`text:<language>.<code>`)."""
    language, _, code = named.partition(".")
    sentence = find_by_code(language, code)
    if sentence is None:
        raise Refused("texts-none")
    note = "text-set" if await reword_sentence(desk, sentence, incoming.words) else "text-same"
    return Show("texts", slot=f"texts:{named}", find=named, fresh=True, note=note)
