"""A reply to the bot's question for what it is to say: taken by what stands in the question's slot. A wrong one is
answered with what is wrong and where.
"""

from collections.abc import Awaitable, Callable

from desk.conversation.new_entry import IncomingMessage
from desk.desk import Desk
from desk.errors import Refused
from desk.outbox import letters
from desk.outbox.letters import Say, Show, View
from desk.outbox.slots import Slot
from desk.wordings.changing import reword
from desk.wordings.editable import by_code


async def words_by_reply(desk: Desk, incoming: IncomingMessage, asked: Slot) -> None:
    """Take the words, and show what they became."""
    try:
        shown = await _TAKES[asked.face](desk, incoming, asked.key)
    except Refused as refusal:
        line = Say(refusal.key, dict(refusal.args_), reply_to_message=incoming.message_id, staff_only=True)
        letters.post(desk.session, desk.me().id, line, now=desk.now)
    else:
        letters.post(desk.session, desk.me().id, shown, now=desk.now)


async def _text(desk: Desk, incoming: IncomingMessage, named: str) -> Show:
    """Other words for a sentence of the bot."""
    language, _, code = named.partition(".")
    sentence = by_code(language, code)
    if sentence is None:
        raise Refused("texts-none")
    note = "text-set" if await reword(desk, sentence, incoming.words) else "text-same"
    return Show(View.TEXTS, slot=f"texts:{named}", find=named, fresh=True, note=note)


_TAKES: dict[str, Callable[[Desk, IncomingMessage, str], Awaitable[Show]]] = {"text": _text}
