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
        told = desk.actor.flood_at if emoji == SEEN else None
        if told is None or abs(desk.now - told) >= timedelta(minutes=1):  # in a flood one line confirms all
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
    if chat is None or chat > 0:
        ticket.is_private = True
