"""Apply edits of messages, and withdraw messages, wherever they are shown.

The map of messages finds them, so that each of several messages in an entry can be changed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select, update

from db.models import (
    Entry,
    EntryFile,
    EntryKind,
    History,
    Message,
    MessageKind,
    Status,
    Ticket,
    any_of,
)
from desk import Desk, Refused, history
from desk.acts.staff_sentences import VERBS, StaffMeaning, hear_staff
from desk.canned import prepared_answers
from desk.canned.prepared_answers import PREPARED
from desk.conversation import editing, entries, entry_parts, mask_before_storing, thread
from desk.conversation.entry_parts import EntryPart
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound.reply_target import is_kept_inside
from desk.outbox import Slot
from desk.people.person_locks import take_turn
from desk.policy import permissions, visibility
from desk.questions import low_ratings
from desk.text import RichText
from desk.text.note_prefix import is_note, strip_note_mark
from desk.text.slashes import is_command

DELETABLE = timedelta(hours=48)
"""For how long Telegram lets a bot delete a message in a private chat (Bot API, deleteMessage, read 2026-11)."""
_CONTINUES = re.compile(r"#([0-9]{1,18}): ")


class EditResult(StrEnum):
    """The effect of an edit."""

    CHANGED = "changed"
    SAME = "same"  # nothing visible changed: Telegram reports such edits too
    STAYS_INSIDE = "stays_inside"  # changed; a note stays one, whatever it begins with now


@dataclass(frozen=True, slots=True)
class WithdrawResult:
    """The result of a withdrawal. `late`: a message stays in the chat, too old for Telegram to delete."""

    late: bool


@dataclass(frozen=True, slots=True)
class EditedCommand:
    """An edited message that is a command now. It may be one if its entry was made by that command: an entry of this
    `kind`, or an answer sent together with this `status`. Then `words` stay, or `after_number` if they begin with the
    `number` of its ticket."""

    kind: EntryKind | None = None
    status: Status | None = None
    words: RichText = RichText()  # noqa: RUF009  (frozen itself)
    number: int | None = None
    after_number: RichText = RichText()  # noqa: RUF009  (frozen itself)


async def apply_edit(desk: Desk, incoming: IncomingMessage, command: EditedCommand | None = None) -> EditResult | None:
    """Store the edited words and file of a known message. Return None if it is unknown or was withdrawn.

    A note never becomes an answer; an answer edited to begin with `//`, or to name a colleague before it has left, is
    withdrawn and becomes a note. Raises Refused
    if words are edited into a command: the earlier words stay. What the requester has read in their chat is only words.
    """
    await take_turn(desk.session, desk.require_actor().id)
    entry = await find_entry(desk, incoming.chat_id, incoming.message_id)
    if entry is None or entry.withdrawn_at is not None:
        return None
    made_of = entry_parts.list_parts(entry)
    at = next((n for n, part in enumerate(made_of) if part.message_id == incoming.message_id), None)
    if at is None:
        return None
    if incoming.content is not None and not incoming.words:
        return EditResult.SAME
    incoming = await _strip_command(desk, entry, incoming, command)
    first = _find_first(made_of) == at
    is_mark = is_note(incoming.words.text) and not desk.place.is_requesters_chat
    in_note = entry.kind is EntryKind.NOTE
    words = strip_note_mark(incoming.words) if in_note and first and entry.ticket_id is not None else incoming.words
    if first:
        words = await _keep_number(desk, entry, made_of[at].words, words)
    another = await _has_other_file(desk, entry, incoming)
    if mask_before_storing.mask_edited(desk, entry, words) == made_of[at].words and not another:
        return EditResult.SAME
    if another:
        await _swap_files(desk, entry, incoming)
    made_of[at] = replace(made_of[at], words=words)
    if await _is_note_now(desk, entry, incoming, is_mark=is_mark):
        if entry.ticket_id is not None:
            await _turn_into_note(desk, entry, incoming, made_of)
            return EditResult.CHANGED
        entry.kind = EntryKind.NOTE
        made_of[at] = made_of[at] if first else replace(made_of[at], words=strip_note_mark(words))
    await change(desk, entry, made_of)
    return EditResult.STAYS_INSIDE if in_note and first and not is_mark else EditResult.CHANGED


async def _strip_command(
    desk: Desk, entry: Entry, incoming: IncomingMessage, command: EditedCommand | None
) -> IncomingMessage:
    """Return the edit without the command the message was sent as; raise Refused if it is another command."""
    if desk.place.is_requesters_chat:
        return incoming
    if command is not None and await _is_made_by(desk, entry, command):
        ticket = await desk.session.get(Ticket, entry.ticket_id) if entry.ticket_id is not None else None
        named = ticket is not None and ticket.number == command.number
        words = command.after_number if named else command.words
        if command.status is None or words.text.strip() or incoming.files:
            return replace(incoming, words=words)
    typed = command is not None or (permissions.is_staff(desk.require_actor()) and is_command(incoming.words.text))
    typed = typed or _is_for_desk(desk, entry, incoming.words.text)
    if typed and entry.kind is not EntryKind.NOTE:
        raise Refused("edit-command")
    if entry.kind in (EntryKind.REPLY, EntryKind.DRAFT) and not is_note(incoming.words.text):
        incoming.require_read()
    return incoming


def _is_for_desk(desk: Desk, entry: Entry, text: str) -> bool:
    """Return True if an answer became a line for the desk, which is sent to nobody."""
    is_answer = entry.kind in (EntryKind.REPLY, EntryKind.DRAFT) and entry.ticket_id is not None
    return is_answer and not desk.place.is_public and hear_staff(text) in {*VERBS, StaffMeaning.UNDO}


async def _is_made_by(desk: Desk, entry: Entry, command: EditedCommand) -> bool:
    if command.status is None or entry.kind is not EntryKind.REPLY:
        return entry.kind is command.kind
    changed = select(History.id).where(
        History.ticket_id == entry.ticket_id,
        History.field == history.STATUS,
        History.new == command.status.value,
        History.at == entry.created_at,
    )
    return await desk.session.scalar(changed.limit(1)) is not None


async def _keep_number(desk: Desk, entry: Entry, was: RichText, words: RichText) -> RichText:
    """Keep the number of an ended ticket, which we put before a request that continues it."""
    found = _CONTINUES.match(was.text)
    if found is None or entry.kind is not EntryKind.COMMENT or words.text.startswith(found[0]):
        return words
    another = select(Ticket.id).where(
        Ticket.number == int(found[1]),
        Ticket.requester_id == desk.require_actor().id,
        Ticket.id.is_distinct_from(entry.ticket_id),
    )
    return RichText(found[0]) + words if await desk.session.scalar(another) is not None else words


def _find_first(made_of: Sequence[EntryPart]) -> int:
    return next((n for n, part in enumerate(made_of) if part.words), 0)


async def find_entry(desk: Desk, chat_id: int, message_id: int) -> Entry | None:
    """Return the actor's own entry that this message is, or is a part of, or that it showed before it was sent."""
    known = await desk.session.get(Message, (desk.rules.bot_id, chat_id, message_id))
    if known is not None and known.kind is MessageKind.SAID and known.entry_id is not None:
        entry = await desk.session.get(Entry, known.entry_id)
    elif known is not None and Slot.parse(known.slot or "").kind == PREPARED:
        entry = await prepared_answers.find_sent(desk, Slot.parse(known.slot or "").number)
    else:
        said = select(Entry).where(Entry.said_chat_id == chat_id, Entry.said_message_id == message_id)
        entry = await desk.session.scalar(said.order_by(Entry.id.desc()).limit(1))
    return entry if entry is not None and entry.author_id == desk.require_actor().id else None


async def change(desk: Desk, entry: Entry, made_of: Sequence[EntryPart]) -> None:
    if entry.ticket_id is not None:
        await editing.rewrite_parts(desk, entry, made_of)
        await low_ratings.follow_edit(desk, entry)
        return
    entry_parts.set_parts(entry, await mask_before_storing.mask_parts(desk, entry, made_of))
    entry.edited_at = desk.now
    await low_ratings.follow_edit(desk, entry)


async def _is_note_now(desk: Desk, entry: Entry, incoming: IncomingMessage, *, is_mark: bool) -> bool:
    if entry.kind not in (EntryKind.REPLY, EntryKind.DRAFT):
        return False
    has_left = entry.ticket_id is not None and entry.kind is EntryKind.REPLY and visibility.has_left(entry, desk.now)
    return is_mark or (not has_left and await is_kept_inside(desk, incoming, entry.ticket_id))


async def _turn_into_note(desk: Desk, entry: Entry, incoming: IncomingMessage, made_of: Sequence[EntryPart]) -> None:
    """Withdraw the answer and add it as a note with all of its words and files, which further edits change."""
    await editing.withdraw_entry(desk, entry)
    ticket = await desk.session.get_one(Ticket, entry.ticket_id)
    words = entry_parts.join_words(strip_note_mark(part.words) for part in made_of if part.words)
    said = NewEntry.from_message(incoming, words=words)
    note = await thread.add_note(desk, ticket.number, replace(said, files=(), album=None))
    theirs = update(EntryFile).where(EntryFile.entry_id == entry.id).values(entry_id=note.id)
    await desk.session.execute(theirs)


async def _has_other_file(desk: Desk, entry: Entry, incoming: IncomingMessage) -> bool:
    files = await list_files(desk, entry, [incoming.message_id])
    return [f.telegram_unique_id for f in files] != [f.unique_id for f in incoming.files]


async def list_files(desk: Desk, entry: Entry, message_ids: Sequence[int | None]) -> list[EntryFile]:
    theirs = select(EntryFile).where(EntryFile.entry_id == entry.id, any_of(EntryFile.said_message_id, message_ids))
    return list(await desk.session.scalars(theirs.order_by(EntryFile.ordinal, EntryFile.id)))


async def _swap_files(desk: Desk, entry: Entry, incoming: IncomingMessage) -> None:
    """Replace the message's files, in the same place of the entry."""
    old = await list_files(desk, entry, [incoming.message_id])
    for row in old:
        await desk.session.delete(row)
    await desk.session.flush()
    await entries.add_files(desk.session, entry, NewEntry.from_message(incoming), bot_id=desk.rules.bot_id)
    for row in await list_files(desk, entry, [incoming.message_id]) if old else ():
        row.ordinal = old[0].ordinal
    await desk.session.flush()
