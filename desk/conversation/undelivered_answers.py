"""Delivery of answers: mark those that arrived, and tell their authors what did not get through.

An answer has arrived when its message was sent, or its comment is on the board for a requester without a chat.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Delivery, Entry, EntryFile, EntryKind, FileLack, Origin, Person, Ticket
from db.queue import Bury, Park, Retry, Verdict
from desk import Desk, DeskSettings
from desk.conversation import thread
from desk.conversation.answer_channel import find_channel
from desk.notifications import staff_group
from desk.outbox import Args, React, Say, letters
from desk.outbox.letters_for_blocked import GONE, MAY_HAVE_COME, UNMET
from desk.policy.delivery_channels import DeliveryChannel

ARRIVED = "👍"
_STATES = {Park: Delivery.BLOCKED, Bury: Delivery.FAILED, Retry: Delivery.WAITING}


def dump_arrival_mark() -> dict[str, Any]:
    """Return the letter with the 👍, and its lane, as values for an SQL statement that finds the message itself."""
    letter = React(0, ARRIVED)
    return {
        "mark": queue.encode_payload(letters.dump_letter(letter)).decode(),
        "mark_lane": int(letters.choose_lane(letter)),
    }


async def mark_arrived_on_board(session: AsyncSession, entry_id: int | None, *, now: datetime) -> None:
    """Mark the author's message once the first comment of an answer is on the board, if it is sent nowhere else."""
    entry = await session.get(Entry, entry_id) if entry_id is not None else None
    if entry is None or entry.ticket_id is None or entry.kind is not EntryKind.REPLY or entry.author_id is None:
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    requester = await session.get_one(Person, ticket.requester_id)
    if not requester.is_reachable:
        await _mark_message(session, entry, now=now)


async def _mark_message(session: AsyncSession, entry: Entry, *, now: datetime) -> None:
    """Put a 👍 on the message of which the entry was made."""
    author = await session.get(Person, entry.author_id) if entry.author_id else None
    if author is None or not entry.said_message_id:
        return
    if entry.said_chat_id == author.telegram_id or await _find_team(session, entry.said_chat_id) is not None:
        await _post_where_said(session, entry, author, React(entry.said_message_id, ARRIVED, entry.said_chat_id), now)


async def _find_team(session: AsyncSession, chat_id: int | None) -> Person | None:
    """Return the staff group if it is this chat. Ids of groups are below zero (Bot API, Chat, read 2026-11)."""
    return await staff_group.find_listening_in(session, chat_id) if chat_id is not None and chat_id < 0 else None


async def _post_where_said(
    session: AsyncSession, entry: Entry, author: Person, letter: Say | React, now: datetime
) -> None:
    """Post what the author is told of their words: in the staff group if they wrote them there, else in their chat."""
    team = await _find_team(session, entry.said_chat_id)
    if team is not None:
        staff_group.post_aside(session, team.id, letter, now=now)
    elif author.telegram_id is not None:
        letters.queue_letter(session, author.id, letter, now=now, ticket_id=entry.ticket_id)


async def report_missing_file(
    session: AsyncSession, file: EntryFile, lack: FileLack, *, now: datetime, rules: DeskSettings
) -> None:
    """Tell the author of an answer that its requester got a line of text instead of the file."""
    entry = await session.get(Entry, file.entry_id)
    if entry is None or entry.kind is not EntryKind.REPLY or entry.ticket_id is None:
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    requester = await session.get_one(Person, ticket.requester_id)
    key = "file-too-large" if lack is FileLack.TOO_LARGE else "file-lost"
    args: Args = {"number": ticket.number, "name": requester.name, "file": file.name, "bytes": file.size or 0}
    await thread.add_remark(Desk(session, Origin.CLOCK, None, now=now, rules=rules), ticket.number, key, **args)
    author = await session.get(Person, entry.author_id) if entry.author_id is not None else None
    if author is not None:
        line = Say(key, args, reply_to_entry=entry.id, staff_only=True)
        await _post_where_said(session, entry, author, line, now)


async def _is_requester(session: AsyncSession, entry: Entry, person_id: int | None) -> bool:
    """Return True if the person is the answer's requester, or the group where they asked. The agent may get
    a copy, which proves no delivery."""
    if entry.kind is not EntryKind.REPLY or entry.ticket_id is None:
        return False
    ticket = await session.get_one(Ticket, entry.ticket_id)
    return person_id in (ticket.requester_id, ticket.intake_group_id)


async def report_undeletable(
    session: AsyncSession, entry_id: int, receiver_id: int | None, *, now: datetime, rules: DeskSettings
) -> None:
    """Tell the author that a withdrawn message is too old for Telegram to delete and stays visible.

    If it was withdrawn on the board, a remark under the task says so.
    """
    entry = await session.get(Entry, entry_id)
    if entry is None or entry.ticket_id is None or receiver_id is None:
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    receiver = await session.get_one(Person, receiver_id)
    author = await session.get(Person, entry.author_id) if entry.author_id is not None else None
    if entry.origin is Origin.TODOIST or author is None:
        desk = Desk(session, Origin.CLOCK, None, now=now, rules=rules)
        await thread.add_remark(desk, ticket.number, "delete-remains", number=ticket.number, name=receiver.name)
    else:
        as_staff = entry.kind in (EntryKind.REPLY, EntryKind.NOTE)
        line = Say("delete-remains", {"number": ticket.number, "name": receiver.name}, staff_only=as_staff)
        await _post_where_said(session, entry, author, line, now)


async def report_undelivered(
    session: AsyncSession,
    entry_id: int,
    receiver_id: int | None,
    verdict: Verdict,
    *,
    now: datetime,
    rules: DeskSettings,
) -> None:
    """Store an answer's state and tell its author, on the board too, why it was not delivered.

    The requester has blocked the bot or never started it (the answer waits), is gone, or Telegram refused the message
    (it failed).
    """
    entry = await session.get(Entry, entry_id)
    if entry is None or not await _is_requester(session, entry, receiver_id):
        return
    if entry.delivery is Delivery.SENT and not await _is_returned(session, entry, verdict):
        return
    entry.delivery = _STATES[type(verdict)]
    if isinstance(verdict, Retry) or entry.author_id in (None, receiver_id):
        return
    ticket = await session.get_one(Ticket, entry.ticket_id)
    author = await session.get_one(Person, entry.author_id)
    requester = await session.get_one(Person, ticket.requester_id)
    key = _waiting_key(verdict) if isinstance(verdict, Park) else _failure_key(verdict)
    if isinstance(verdict, Park) and receiver_id == ticket.intake_group_id:
        key = "answer-no-group"
    line = Say(key, {"number": ticket.number, "name": requester.name}, reply_to_entry=entry.id, staff_only=True)
    desk = Desk(session, Origin.CLOCK, None, now=now, rules=rules)
    await thread.add_remark(desk, ticket.number, key, number=ticket.number, name=requester.name)
    await _post_where_said(session, entry, author, line, now)


async def _is_returned(session: AsyncSession, entry: Entry, verdict: Verdict) -> bool:
    """Return True if a mail that a server took came back: nothing else has delivered the answer."""
    is_bounce = isinstance(verdict, Bury) and verdict.error.startswith(BOUNCED)
    if not is_bounce:
        return False
    ticket = await session.get_one(Ticket, entry.ticket_id)
    channel = await find_channel(session, ticket, at=entry.created_at)
    return channel in (DeliveryChannel.MAIL, DeliveryChannel.PAGE)


async def note_mailed(session: AsyncSession, entry_id: int | None, *, is_taken: bool, now: datetime) -> None:
    """Note that a mail server has taken the mail with an answer for its requester, and mark its author's message; or
    that none is sent."""
    entry = await session.get(Entry, entry_id) if entry_id is not None else None
    if entry is None or entry.kind is not EntryKind.REPLY or entry.ticket_id is None:
        return
    if is_taken:
        entry.delivery = Delivery.SENT
        await _mark_message(session, entry, now=now)
    elif entry.delivery is Delivery.WAITING:
        ticket = await session.get_one(Ticket, entry.ticket_id)
        channel = await find_channel(session, ticket, at=entry.created_at)
        entry.delivery = Delivery.NONE if channel is DeliveryChannel.MAIL else entry.delivery


def _waiting_key(verdict: Park) -> str:
    if "business_" in verdict.error.lower():
        return "answer-own-account"
    return "answer-unmet" if verdict.error.startswith(UNMET) else "answer-blocked"


BOUNCED = "mail: "
"""How the reason begins if a mail server refused the answer."""
CROWDED = "too many mails to an address that nobody confirmed"
"""The reason if the address is from the web form, and has had the mails of the day."""
UNSURE = "nobody knows if it has arrived"
"""The reason if a mail left twice, and each time the connection ended before the server said that it took it."""
REVOKED = "the mailbox is revoked"
"""The reason if an admin has revoked the mailbox: it is not sent later, either."""
_OF_MAIL = {CROWDED: "answer-mail-limit", UNSURE: "answer-unsure", REVOKED: "answer-mail-revoked"}


def _failure_key(verdict: Verdict) -> str:
    why = verdict.error if isinstance(verdict, Bury) else ""
    if why.startswith(BOUNCED):
        return "answer-bounced"
    if why.endswith(MAY_HAVE_COME):
        return "answer-own-unsure"
    return _OF_MAIL.get(why, "answer-undeliverable" if why.startswith(GONE) else "answer-refused")
