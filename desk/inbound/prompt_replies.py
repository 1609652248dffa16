"""Replies of staff to the bot's questions for a value or for words.

What a question asks for is the slot of its message: its kind, and a key that says of what. Nothing waits anywhere, so
a reply is good at any time. A wrong one is answered with what would be right, in the same slot: that answer is the
question again, so that the next reply may be to either. Which kinds there are is handed in: each belongs to a feature.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from desk import Desk, NotAllowed, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.routing_types import AskedFor, Received, Route
from desk.outbox import Say, Show, Slot, letters
from desk.text import shorten_line, strip_invisible

_SHOWN = 60  # characters of what was typed


Take = Callable[[Desk, IncomingMessage, str], Awaitable[Show | None]]
"""Takes a reply, with the key of its question's slot."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A kind of question. `take` is called with the reply and the key of the question's slot, and returns what is to be
    shown then; it raises NotAllowed, and Refused with what would be right. `repeats`: a refusal says what was typed.
    `pages`: only these pages of its view ask for something, and the key is the page's number. `stays`: how long a
    text that replies to nothing may come after it; None: as long as any question is open."""

    take: Take
    repeats: bool = False
    pages: frozenset[int] = frozenset()
    stays: timedelta | None = None


Prompts = Mapping[str, Prompt]
"""By the kind of the slot of the question's message."""


def read_prompt(prompts: Prompts, slot: Slot, page: int | None) -> Slot | None:
    """Return the slot of a question, with the page as its key where its kind has pages; None if it asks nothing."""
    prompt = prompts.get(slot.kind)
    if prompt is None or not prompt.pages or slot.key:
        return None if prompt is None else slot
    return replace(slot, key=str(page)) if page in prompt.pages else None


async def take_answer(desk: Desk, incoming: IncomingMessage, route: Route, prompts: Prompts) -> Received:
    """Take the reply to a question, and show what it changed."""
    assert route.prompt is not None
    prompt = prompts[route.prompt.kind]
    try:
        incoming.require_read()
        letter = await prompt.take(desk, incoming, route.prompt.key)
    except Refused as refusal:
        _ask_again(desk, incoming, route.prompt, refusal, repeats=prompt.repeats)
    else:
        if letter is not None:
            letters.queue_letter(desk.session, desk.require_actor().id, letter, now=desk.now)
    return Received(route.destination, asked_for=AskedFor.PROMPT)


def _ask_again(desk: Desk, incoming: IncomingMessage, slot: Slot, refusal: Refused, *, repeats: bool) -> None:
    args, reply_to = dict(refusal.args_), incoming.message_id
    letter = Say(refusal.key, args, slot=f"{slot.kind}:{slot.key}", reply_to_message=reply_to, staff_only=True)
    if repeats and not isinstance(refusal, NotAllowed):
        typed = shorten_line(" ".join(strip_invisible(incoming.words.text).split()), _SHOWN)
        args = {**args, "typed": typed, "why": refusal.key}
        letter = replace(letter, key="value-refused", args=args, keyed=("why",))
    letters.queue_letter(desk.session, desk.require_actor().id, letter, now=desk.now)
