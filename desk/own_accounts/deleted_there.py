"""Follows what is deleted in the chat of an own account, which nobody has signed: Telegram says neither who did it nor
why. The team goes on reading these words, marked, until their ticket is over and can no longer be reopened. What only
the owner has seen so far is shown to nobody any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Entry, Message, MessageKind, Ticket, any_of
from desk import Desk, Locked
from desk.conversation import editing, entry_parts, thread
from desk.notifications import message_refresh
from desk.people import waiting
from desk.place import OwnChat
from desk.policy import DueTimer, timer_kinds
from desk.requests import drafts
from desk.tickets import closing

LOOK_AGAIN = timedelta(days=1)
"""How often is looked whether a ticket is over by now."""


async def mark_deleted(desk: Desk, chat_id: int, message_ids: Sequence[int]) -> None:
    """Mark what was typed in these messages of a chat. Answers that the desk has sent stay as they are."""
    typed = Message.bot_id == desk.rules.bot_id, Message.chat_id == chat_id, Message.kind == MessageKind.SAID
    parts = select(Message.entry_id, Message.message_id).where(*typed, any_of(Message.message_id, message_ids))
    said = select(Entry.id, Entry.said_message_id).where(Entry.said_chat_id == chat_id)
    found: dict[int, set[int]] = {}
    for entry_id, message_id in await desk.session.execute(
        parts.union(said.where(any_of(Entry.said_message_id, message_ids)))
    ):
        if entry_id is not None:
            found.setdefault(entry_id, set()).add(message_id)
    entries = select(Entry).where(any_of(Entry.id, found), Entry.withdrawn_at.is_(None))
    for entry in (await desk.session.scalars(entries.order_by(Entry.ticket_id, Entry.id))).all():
        ticket = await desk.lock_by_id(entry.ticket_id) if entry.ticket_id is not None else None
        entry.deleted_there = sorted({*(entry.deleted_there or ()), *found[entry.id]})
        if ticket is None:
            continue
        if ticket.filed_at is None and await _is_offered(desk, ticket):
            await _take_out(desk, ticket, entry)
            continue
        at = _choose_end(desk, await desk.lock_thread(ticket))
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.DELETED_THERE, at)
        if ticket.filed_at is not None:
            await thread.relay_edit(desk, ticket, entry)
            await message_refresh.refresh_messages(desk, ticket, staff_only=True)
            await message_refresh.refresh_pages(desk.session, ticket, gone=False, now=desk.now)


async def _is_offered(desk: Desk, ticket: Ticket) -> bool:
    return await waiting.find_offer(desk, ticket, await desk.get_requester(ticket)) is not None


async def _take_out(desk: Desk, ticket: Ticket, entry: Entry) -> None:
    """Withdraw what is marked of an entry; a draft that has no words of its requester left ends with it."""
    gone = entry.deleted_there or []
    left = [part for part in entry_parts.list_parts(entry) if part.message_id not in gone]
    entry.deleted_there = None
    await editing.withdraw_unsigned(desk, entry, left, gone)
    theirs = Desk(desk.session, OwnChat(), await desk.get_requester(ticket), now=desk.now, rules=desk.rules)
    if drafts.is_gathering(ticket) and not await drafts.has_words(theirs, ticket):
        await closing.cancel(theirs, ticket.number)


def _choose_end(desk: Desk, ticket: Ticket) -> datetime:
    """Return when the words go, or when it is time to look again."""
    if ticket.status.is_finished and ticket.ended_at is not None:
        return ticket.ended_at + desk.rules.requests.reopen + timedelta(seconds=1)
    return desk.now + LOOK_AGAIN


async def withdraw_deleted(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """Withdraw the marked words of a ticket that is over for good; look again later if it is not."""
    at = _choose_end(desk, await desk.lock_thread(ticket))
    if at > desk.now:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.DELETED_THERE, at)
        return
    marked = select(Entry).where(
        Entry.ticket_id == ticket.id, Entry.deleted_there.is_not(None), Entry.withdrawn_at.is_(None)
    )
    for entry in (await desk.session.scalars(marked.order_by(Entry.id))).all():
        await _take_out(desk, ticket, entry)
