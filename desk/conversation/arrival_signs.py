"""Signs under messages: that they have arrived, or were heard."""

from datetime import timedelta

from db.models import Entry, Person
from desk import Desk, Locked
from desk.conversation.new_entry import NewEntry
from desk.conversation.writing import SEEN
from desk.notifications import (
    notifier,
)
from desk.outbox import React


def react(desk: Desk, said: NewEntry | Entry, emoji: str) -> None:
    """React to the message the words came with, in its chat."""
    message = said.message_id if isinstance(said, NewEntry) else said.said_message_id
    chat = get_chat(said)
    if message is not None and chat is not None and chat < 0:
        notifier.react_in_group(desk, chat, message, emoji)
    elif message is not None and desk.actor is not None and _is_in_own_chat(desk.actor, chat):
        if _is_flood_receipt(desk, emoji):
            return
        notifier.post_letter(desk, desk.actor, React(message, emoji))


def _is_in_own_chat(person: Person, chat: int | None) -> bool:
    """Return True unless the message is in another chat, as one that an agent forwarded is."""
    return chat is None or chat == person.telegram_id


def get_chat(said: NewEntry | Entry) -> int | None:
    return said.chat_id if isinstance(said, NewEntry) else said.said_chat_id


def leave_group(ticket: Locked, said: NewEntry | Entry) -> None:
    """Keep a group's request out of the group once something of it was said elsewhere. Ids of groups are below zero
    (Bot API, Chat, read 2026-11)."""
    chat = get_chat(said)
    if ticket.intake_group_id is not None and (chat is None or chat > 0):
        ticket.is_private = True


def _is_flood_receipt(desk: Desk, emoji: str) -> bool:
    """Return True for the receipt of a message in a flood, which one line confirms for all."""
    told = desk.actor.flood_at if desk.actor is not None else None
    return emoji == SEEN and told is not None and abs(desk.now - told) < timedelta(minutes=1)
