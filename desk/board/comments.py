"""A comment of the board: an answer, a note, or the words of a requester, by who wrote it. Knows no Todoist, and not
how a comment is read."""

from collections.abc import Awaitable, Callable

from db.models import Entry
from desk import Desk, Locked
from desk.board.due_changes import record_reason
from desk.conversation import ask_colleague, thread, writing
from desk.conversation.new_entry import NewEntry
from desk.payments import board_prices

AddAnswer = Callable[[Desk, int, NewEntry], Awaitable[Entry]]
"""How words become an answer of staff on a ticket."""


async def add_comment(
    desk: Desk,
    number: int,
    said: NewEntry,
    *,
    is_note: bool,
    own_account: bool = False,
    answer: AddAnswer = thread.add_reply,
) -> Entry:
    """Add a comment of the board by its author: a former member's is a note; in a ticket they filed, staff are its
    requester (unless theirs is also the bot's account); otherwise it is an answer. Only the locked ticket tells
    which of the three is allowed. Under the task of a merged ticket it is added to the ticket that it is part of,
    and shown there too."""
    named = await desk.lock_ticket(number)
    ticket = await desk.lock_thread(named)
    entry = await _add_answer(desk, ticket, said, is_note=is_note, own_account=own_account, answer=answer)
    if ticket is not named:
        writing.show_on_board(desk, entry, also_from_there=True)
    return entry


async def _add_answer(
    desk: Desk, ticket: Locked, said: NewEntry, *, is_note: bool, own_account: bool, answer: AddAnswer
) -> Entry:
    me = desk.actor
    if is_note or (me is not None and me.dismissed_at is not None):
        await record_reason(desk, ticket, said.words.text)
        entry = await thread.add_note_locked(desk, ticket, said)
        if is_note and me is not None and me.dismissed_at is None:
            await ask_colleague.ask_on_board(desk, ticket, entry)
            await board_prices.set_price_on_board(desk, ticket, entry)
        return entry
    if me is not None and ticket.requester_id == me.id and not own_account:
        finished = ticket.is_finished
        return await thread.add_comment(desk, ticket.number, said, small_talk=finished)
    return await answer(desk, ticket.number, said)
