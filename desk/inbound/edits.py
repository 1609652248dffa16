"""Apply edits of messages, and withdraw messages, wherever they are shown.

The map of messages finds them, so that each of several messages in an entry can be changed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select

from db.models import (
    Entry,
    EntryFile,
    EntryKind,
    History,
    Message,
    MessageKind,
    Question,
    QuestionKind,
    Status,
    Ticket,
    any_of,
)
from desk import Desk, Refused, history
from desk.canned import prepared_answers
from desk.canned.prepared_answers import PREPARED
from desk.conversation import editing, entries, thread
from desk.conversation.entries import EntryPart
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.outbox import Erase, Slot, letters
from desk.people.directory import take_turn
from desk.policy import permissions
from desk.questions import asking, held_messages, low_ratings
from desk.requests import drafts
from desk.text import RichText
from desk.text.marks import is_command, is_note, strip_note_mark
from desk.text.staff_sentences import NOT_FOR_REQUESTERS, hear_staff
from desk.tickets import closing

DELETABLE = timedelta(hours=48)
"""For how long Telegram lets a bot delete a message in a private chat (Bot API, deleteMessage, read 2026-11)."""
_CHECKLIST = "checklist"
_CONTINUES = re.compile(r"#([0-9]{1,18}): ")
_EMPTIED = (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS, QuestionKind.CLOSED_REPLY)


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

    A note never becomes an answer; an answer edited to begin with `//` is withdrawn and becomes a note. Raises Refused
    if words are edited into a command: the earlier words stay.
    """
    await take_turn(desk.session, desk.require_actor().id)
    entry = await _find_entry(desk, incoming.chat_id, incoming.message_id)
    if entry is None or entry.withdrawn_at is not None:
        return None
    made_of = entries.list_parts(entry)
    at = next((n for n, part in enumerate(made_of) if part.message_id == incoming.message_id), None)
    if at is None:
        return None
    if incoming.content is not None:
        return await _update_content(desk, entry, incoming)
    incoming = await _strip_command(desk, entry, incoming, command)
    first, is_mark = _find_first(made_of) == at, is_note(incoming.words.text)
    in_note = entry.kind is EntryKind.NOTE
    words = strip_note_mark(incoming.words) if in_note and first and entry.ticket_id is not None else incoming.words
    if first:
        words = await _keep_number(desk, entry, made_of[at].words, words)
    another = await _has_other_file(desk, entry, incoming)
    if entries.mask_edited(desk, entry, words) == made_of[at].words and not another:
        return EditResult.SAME
    if another:
        await _swap_files(desk, entry, incoming)
    if entry.kind in (EntryKind.REPLY, EntryKind.DRAFT) and is_mark and entry.ticket_id is not None:
        await _turn_into_note(desk, entry, incoming)
        return EditResult.CHANGED
    made_of[at] = replace(made_of[at], words=words)
    await _change(desk, entry, made_of)
    return EditResult.STAYS_INSIDE if in_note and first and not is_mark else EditResult.CHANGED


async def _strip_command(
    desk: Desk, entry: Entry, incoming: IncomingMessage, command: EditedCommand | None
) -> IncomingMessage:
    """Return the edit without the command the message was sent as; raise Refused if it is another command."""
    if command is not None and await _is_made_by(desk, entry, command):
        ticket = await desk.session.get(Ticket, entry.ticket_id) if entry.ticket_id is not None else None
        named = ticket is not None and ticket.number == command.number
        words = command.after_number if named else command.words
        if command.status is None or words.text.strip() or incoming.files:
            return replace(incoming, words=words)
    typed = command is not None or (permissions.is_staff(desk.require_actor()) and is_command(incoming.words.text))
    typed = typed or await _is_for_desk(desk, entry, incoming.words.text)
    if typed and entry.kind is not EntryKind.NOTE:
        raise Refused("edit-command")
    return incoming


async def _is_for_desk(desk: Desk, entry: Entry, text: str) -> bool:
    """Return True if an answer became a verb of the desk or talk among colleagues, which is sent to nobody unasked. In
    a group of requesters they have read it already."""
    if entry.kind not in (EntryKind.REPLY, EntryKind.DRAFT) or entry.ticket_id is None:
        return False
    if (desk.spot is not None and desk.spot.is_public) or hear_staff(entry.body) & NOT_FOR_REQUESTERS:
        return False
    requester = await desk.get_requester(await desk.session.get_one(Ticket, entry.ticket_id))
    return bool(hear_staff(text, requester.name) & NOT_FOR_REQUESTERS)


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


async def _update_content(desk: Desk, entry: Entry, incoming: IncomingMessage) -> EditResult:
    """Update the line of a checklist. Live locations that move, and votes in a poll, are not followed."""
    line = NewEntry.from_message(incoming).content_line
    if incoming.content != _CHECKLIST or line == entry.content_line:
        return EditResult.SAME
    entry.content_line = line
    await _change(desk, entry, entries.list_parts(entry))
    return EditResult.CHANGED


def _find_first(made_of: Sequence[EntryPart]) -> int:
    return next((n for n, part in enumerate(made_of) if part.words), 0)


async def _find_entry(desk: Desk, chat_id: int, message_id: int) -> Entry | None:
    """Return the actor's own entry that this message is, or is a part of, or that it showed before it was sent."""
    known = await desk.session.get(Message, (desk.rules.bot_id or 0, chat_id, message_id))
    if known is not None and known.kind is MessageKind.SAID and known.entry_id is not None:
        entry = await desk.session.get(Entry, known.entry_id)
    elif known is not None and Slot.parse(known.slot or "").kind == PREPARED:
        entry = await prepared_answers.find_sent(desk, Slot.parse(known.slot or "").number)
    else:
        said = select(Entry).where(Entry.said_chat_id == chat_id, Entry.said_message_id == message_id)
        entry = await desk.session.scalar(said.order_by(Entry.id.desc()).limit(1))
    return entry if entry is not None and entry.author_id == desk.require_actor().id else None


async def _change(desk: Desk, entry: Entry, made_of: Sequence[EntryPart]) -> None:
    if entry.ticket_id is not None:
        await editing.rewrite_parts(desk, entry, made_of)
        await low_ratings.follow_edit(desk, entry)
        return
    entries.set_parts(entry, await entries.mask_parts(desk, entry, made_of))
    entry.edited_at = desk.now
    await low_ratings.follow_edit(desk, entry)
    if entry.kind is EntryKind.REPLY and is_note(entry.body):
        entry.kind = EntryKind.NOTE


async def _turn_into_note(desk: Desk, entry: Entry, incoming: IncomingMessage) -> None:
    """Withdraw the answer and add it as a note, which further edits change."""
    await editing.withdraw_entry(desk, entry)
    ticket = await desk.session.get_one(Ticket, entry.ticket_id)
    said = NewEntry.from_message(incoming, words=strip_note_mark(incoming.words))
    await thread.add_note(desk, ticket.number, replace(said, album=None))


async def _has_other_file(desk: Desk, entry: Entry, incoming: IncomingMessage) -> bool:
    files = await _list_files(desk, entry, [incoming.message_id])
    return [f.telegram_unique_id for f in files] != [f.unique_id for f in incoming.files]


async def _list_files(desk: Desk, entry: Entry, message_ids: Sequence[int | None]) -> list[EntryFile]:
    theirs = select(EntryFile).where(EntryFile.entry_id == entry.id, any_of(EntryFile.said_message_id, message_ids))
    return list(await desk.session.scalars(theirs.order_by(EntryFile.ordinal, EntryFile.id)))


async def _swap_files(desk: Desk, entry: Entry, incoming: IncomingMessage) -> None:
    """Replace the message's files, in the same place of the entry."""
    old = await _list_files(desk, entry, [incoming.message_id])
    for row in old:
        await desk.session.delete(row)
    await desk.session.flush()
    await entries.add_files(desk.session, entry, NewEntry.from_message(incoming), bot_id=desk.rules.bot_id)
    for row in await _list_files(desk, entry, [incoming.message_id]) if old else ():
        row.ordinal = old[0].ordinal
    await desk.session.flush()


# ------------------------------------------------------------------ taking back


async def withdraw_message(desk: Desk, chat_id: int, message_id: int) -> WithdrawResult:
    """Withdraw the actor's own message everywhere, an album as a whole (`/delete` as a reply).

    Raises Refused for a message that is not theirs or not known (any more).
    """
    await take_turn(desk.session, desk.require_actor().id)
    entry = await _find_entry(desk, chat_id, message_id)
    if entry is None:
        raise Refused("delete-not-yours")
    made_of = entries.list_parts(entry)
    gone = _list_album_ids(made_of, message_id) or [part.message_id for part in made_of]
    late = await _erase(desk, chat_id, [one for one in gone if one is not None])
    if entry.withdrawn_at is None:
        left = [part for part in made_of if part.message_id not in gone]
        if left:
            await _remove_messages(desk, entry, left, gone)
        else:
            await withdraw_wholly(desk, entry)
    return WithdrawResult(late)


def _list_album_ids(made_of: Sequence[EntryPart], message_id: int) -> list[int | None]:
    """Return the message and the rest of its album; nothing if the entry does not know its messages one by one."""
    one = next((part for part in made_of if part.message_id == message_id), None)
    if one is None:
        return []
    if one.album is None:
        return [one.message_id]
    return [part.message_id for part in made_of if part.album == one.album]


async def _erase(desk: Desk, chat_id: int, message_ids: Sequence[int]) -> bool:
    """Delete the actor's own messages from their chat, or from a group, where that needs the right to. Return True if
    one is too old for that."""
    late, receiver_id = False, desk.rules.groups.find_receiver(chat_id) or desk.require_actor().id
    for message_id in message_ids:
        known = await desk.session.get(Message, (desk.rules.bot_id or 0, chat_id, message_id))
        if known is not None and desk.now - known.sent_at >= DELETABLE:
            late = True
        else:
            letters.queue_letter(desk.session, receiver_id, Erase(message_id, there=chat_id), now=desk.now)
    return late


async def _remove_messages(desk: Desk, entry: Entry, left: Sequence[EntryPart], gone: Sequence[int | None]) -> None:
    """Some of the entry's messages are gone, with their files."""
    for row in await _list_files(desk, entry, gone):
        await desk.session.delete(row)
    if any(part.content for part in entries.list_parts(entry) if part.message_id in gone):
        entry.content_line = None
    await desk.session.flush()
    if entry.said_message_id in gone:
        entry.said_message_id = left[0].message_id
    if entry.ticket_id is not None:
        await editing.remove_parts(desk, entry, left)
    else:
        await _change(desk, entry, left)


async def withdraw_wholly(desk: Desk, entry: Entry) -> None:
    """Withdraw the actor's entry; a question or a draft left without words ends."""
    await editing.withdraw_entry(desk, entry)
    await low_ratings.follow_edit(desk, entry)
    await prepared_answers.show_withdrawn(desk, entry)
    if entry.ticket_id is None:
        await _end_question(desk, entry)
        return
    await entries.note_withdrawn(desk, entry)
    ticket = await desk.session.get_one(Ticket, entry.ticket_id)
    if drafts.is_gathering(ticket) and not await drafts.has_words(desk, ticket):
        await closing.cancel(desk, ticket.number)


async def _end_question(desk: Desk, entry: Entry) -> None:
    """Close a question whose words were all withdrawn."""
    question = await desk.session.get(Question, entry.question_id) if entry.question_id is not None else None
    if question is None or question.answered_at is not None or question.kind not in _EMPTIED:
        return
    await desk.session.flush()
    if not await held_messages.list_held(desk, question):
        question.closed_at = desk.now
        asking.show_question(desk, question, only_edit=True)
