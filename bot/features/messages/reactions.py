"""Passes the reactions of people on to the desk, as emoji."""

from aiogram import Router
from aiogram.types import (
    MessageReactionUpdated,
    ReactionTypeEmoji,
    ReactionTypePaid,
    ReactionTypeUnion,
)

from db.models import Person
from desk import Desk
from desk.conversation import reactions
from desk.conversation.reactions import CUSTOM
from desk.inbound.undo_last_act import take_back_held
from desk.policy.endings import is_blocked
from desk.text import clean_text

_PAID, _TAKES_BACK = "⭐", "👎"


def make_router() -> Router:
    made = Router(name="reactions")
    made.message_reaction.register(_receive_reaction)
    return made


async def _receive_reaction(event: MessageReactionUpdated, desk: Desk, me: Person) -> None:
    """Pass on all reactions that the person now has on one message; those of blocked people are ignored. One on their
    own answer that has not left takes it back."""
    signs = [_sign(one) for one in event.new_reaction]
    if _TAKES_BACK in signs and await take_back_held(desk, event.chat.id, event.message_id):
        return
    if not is_blocked(me):
        await reactions.react_to_message(desk, event.chat.id, event.message_id, signs)


def _sign(one: ReactionTypeUnion) -> str:
    if isinstance(one, ReactionTypeEmoji):
        return clean_text(one.emoji)
    return _PAID if isinstance(one, ReactionTypePaid) else CUSTOM
