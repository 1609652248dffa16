"""Withdraws messages, wherever they are shown."""

from collections.abc import Sequence

from db.models import (
    Entry,
    Message,
    Question,
    QuestionKind,
    Ticket,
)
from desk import Desk, Refused
from desk.canned import prepared_answers
from desk.conversation import answered_questions, editing, entry_parts
from desk.conversation.entry_parts import EntryPart
from desk.inbound.edits import DELETABLE, WithdrawResult, change, find_entry, list_files
from desk.outbox import Erase, letters
from desk.outbox.question_rows import close_question
from desk.people.person_locks import take_turn
from desk.questions import held_messages, low_ratings
from desk.requests import drafts
from desk.tickets import closing

_EMPTIED = (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS, QuestionKind.CLOSED_REPLY)


async def withdraw_message(desk: Desk, chat_id: int, message_id: int) -> WithdrawResult:
    """Withdraw the actor's own message everywhere, an album as a whole (`/delete` as a reply).

    Raises Refused for a message that is not theirs or not known (any more).
    """
    await take_turn(desk.session, desk.require_actor().id)
    entry = await find_entry(desk, chat_id, message_id)
    if entry is None:
        raise Refused("delete-not-yours")
    made_of = entry_parts.list_parts(entry)
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
        known = await desk.session.get(Message, (desk.rules.bot_id, chat_id, message_id))
        if known is not None and desk.now - known.sent_at >= DELETABLE:
            late = True
        else:
            letters.queue_letter(desk.session, receiver_id, Erase(message_id, there=chat_id), now=desk.now)
    return late


async def _remove_messages(desk: Desk, entry: Entry, left: Sequence[EntryPart], gone: Sequence[int | None]) -> None:
    """Some of the entry's messages are gone, with their files."""
    for row in await list_files(desk, entry, gone):
        await desk.session.delete(row)
    if any(part.content for part in entry_parts.list_parts(entry) if part.message_id in gone):
        entry.content_line = None
    await desk.session.flush()
    if entry.said_message_id in gone:
        entry.said_message_id = left[0].message_id
    if entry.ticket_id is not None:
        await editing.remove_parts(desk, entry, left)
    else:
        await change(desk, entry, left)


async def withdraw_wholly(desk: Desk, entry: Entry) -> None:
    """Withdraw the actor's entry; a question or a draft left without words ends."""
    await editing.withdraw_entry(desk, entry)
    await low_ratings.follow_edit(desk, entry)
    await prepared_answers.show_withdrawn(desk, entry)
    if entry.ticket_id is None:
        await _end_question(desk, entry)
        return
    await answered_questions.note_withdrawn(desk, entry)
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
        close_question(desk, question)
