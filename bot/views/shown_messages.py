"""Finds the message of the reader's chat that shows something, to reply to it."""

from sqlalchemy import func, select

from bot.views.reader import Reader
from db.models import Entry, EntryKind, Message, Role, any_of
from desk.conversation import entry_parts
from desk.policy import visibility
from desk.queries.entries import EntryInfo
from desk.text import RichText, count_units, cut_text

# Entities that a quote must share with its message (Bot API, ReplyParameters, read 2026-11).
_KEPT_IN_QUOTES = ("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time")


async def find_entry_message(reader: Reader, entry_id: int | None) -> int | None:
    """Return the message of an entry in the reader's chat: the one they wrote, else the one they were sent."""
    chat = reader.person.telegram_id
    if entry_id is None or chat is None:
        return None
    if (chat, entry_id) in reader.ahead.entries:
        return reader.ahead.entries[chat, entry_id]
    said = select(Entry.said_message_id).where(Entry.id == entry_id, Entry.said_chat_id == chat)
    sent = select(Message.message_id).where(
        Message.bot_id == reader.bot_id, Message.chat_id == chat, Message.entry_id == entry_id
    )
    first = sent.order_by(Message.message_id).limit(1)
    found: int | None = await reader.session.scalar(
        select(func.coalesce(said.scalar_subquery(), first.scalar_subquery()))
    )
    return found


async def find_slot_message(reader: Reader, *slots: str) -> int | None:
    """Return the newest message in the reader's chat of the first of these slots that has one."""
    chat = reader.person.telegram_id
    ahead = reader.ahead.slots
    if chat is not None and all((chat, slot) in ahead for slot in slots):
        return next((there for slot in slots if (there := ahead[chat, slot]) is not None), None)
    found = await reader.session.execute(
        select(Message.slot, Message.message_id)
        .where(
            Message.bot_id == reader.bot_id,
            Message.chat_id == chat,
            any_of(Message.slot, slots),
        )
        .order_by(Message.message_id)
    )
    newest: dict[str, int] = {row.slot: row.message_id for row in found}
    return next((newest[slot] for slot in slots if slot in newest), None)


async def _find_latest_message(reader: Reader, ticket_id: int) -> int | None:
    """Return the reader's latest message in a ticket."""
    latest = (
        select(Entry.said_message_id)
        .where(
            Entry.ticket_id == ticket_id,
            Entry.said_chat_id == reader.person.telegram_id,
            Entry.said_message_id.is_not(None),
            Entry.withdrawn_at.is_(None),
        )
        .order_by(Entry.id.desc())
        .limit(1)
    )
    found: int | None = (await reader.session.execute(latest)).scalar_one_or_none()
    return found


async def find_answered_message(reader: Reader, entry: EntryInfo) -> tuple[int | None, RichText | None]:
    """Return the message that a relayed entry replies to, and the quoted part of it.

    That is the message it answers, else for the requester their latest one in the ticket, for staff the ticket's
    card.
    """
    if entry.quote is not None and (found := await _quote_of(reader, entry.answers_id, entry.quote)) is not None:
        return found
    replied = await find_entry_message(reader, entry.answers_id) if entry.answers_id is not None else None
    if replied is not None or entry.ticket_id is None or entry.number is None:
        return replied, None
    if entry.kind is EntryKind.REPLY and not reader.is_staff:
        return await _find_latest_message(reader, entry.ticket_id), None
    cards = ("group",) if reader.person.role is Role.GROUP else ("card", "open")
    card = await find_slot_message(reader, *(f"{kind}:{entry.number}" for kind in cards))
    return card if card is not None else await _find_latest_message(reader, entry.ticket_id), None


async def _quote_of(reader: Reader, entry_id: int | None, quote: str) -> tuple[int, RichText] | None:
    """Return the message in the reader's chat that says what is quoted, and the quote as it is formatted there."""
    entry = await reader.session.get(Entry, entry_id) if entry_id is not None else None
    if entry is None or not await visibility.can_person_see_entry(reader.session, entry, reader.person):
        return None
    part = next((part for part in entry_parts.list_parts(entry) if quote in part.words.text), None)
    if part is None:
        return None
    before = count_units(part.words.text[: part.words.text.index(quote)])
    found = cut_text(part.words, before, before + count_units(quote))
    words = RichText(found.text, tuple(e for e in found.entities if e.type in _KEPT_IN_QUOTES))
    if entry.said_chat_id == reader.person.telegram_id and part.message_id is not None:
        return part.message_id, words
    relayed = select(Message.message_id).where(
        Message.bot_id == reader.bot_id, Message.chat_id == reader.person.telegram_id, Message.entry_id == entry.id
    )
    message_id = await reader.session.scalar(relayed.order_by(Message.has_media, Message.message_id.desc()).limit(1))
    return None if message_id is None else (message_id, words)
