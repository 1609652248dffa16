"""Reactions people set under messages: as the desk's signs, and told to it. Decides nothing."""

from collections.abc import Iterable

from aiogram import Router
from aiogram.types import MessageReactionUpdated, ReactionTypeEmoji, ReactionTypePaid, ReactionTypeUnion

from bot.handlers import IsPrivate
from db.models import Person
from desk import Desk
from desk.conversation import reactions
from desk.conversation.reactions import CUSTOM
from desk.inbound import blocklist
from desk.text import clean_text

_PAID = "⭐"


def make_router() -> Router:
    """A fresh router of reactions in private chats."""
    made = Router(name="reactions")
    made.message_reaction.register(receive_reaction, IsPrivate())
    return made


async def receive_reaction(event: MessageReactionUpdated, desk: Desk, me: Person) -> None:
    """All that the person has under one message now; of somebody the team takes nothing from, nothing."""
    if not blocklist.is_blocked(me):
        await reactions.react_to_message(desk, event.chat.id, event.message_id, signs_of(event.new_reaction))


def signs_of(given: Iterable[ReactionTypeUnion]) -> list[str]:
    """Each reaction as the emoji it is."""
    return [_sign(one) for one in given]


def _sign(one: ReactionTypeUnion) -> str:
    if isinstance(one, ReactionTypeEmoji):
        return clean_text(one.emoji)
    return _PAID if isinstance(one, ReactionTypePaid) else CUSTOM
