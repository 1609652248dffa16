"""An answer on its way to the requester, and what its author is told of that. Must not change the ticket's status."""

from datetime import datetime

from db.models import Delivery, Entry, Origin, Person, Status
from desk import Desk, Locked
from desk.notifications import notifier, to_requester
from desk.notifications.to_requester import FOOTER_PENDING
from desk.outbox import React, Relay, Say

ARRIVED = "👍"


async def deliver_reply(desk: Desk, ticket: Locked, entry: Entry, *, due_at: datetime | None) -> None:
    """Send the answer to the requester; if it asks them for something, with the line that says so."""
    requester = await desk.get_requester(ticket)
    told_pending = ticket.tell is None or ticket.tell["status"] == Status.PENDING
    if ticket.status is Status.PENDING and told_pending:
        await to_requester.end_pending(desk, ticket)
        entry.footer = FOOTER_PENDING
    if requester.telegram_id is None and requester.system_id is not None:
        _mark_arrived(desk, entry)
    if entry.delivery is Delivery.WAITING:
        await to_requester.post_letter(desk, ticket, Relay(entry.id), due_at=due_at)
    await _hint_at_notes(desk, requester)


def _mark_arrived(desk: Desk, entry: Entry) -> None:
    """Mark an answer as arrived: the requester reads it where it is stored."""
    if desk.actor is not None and entry.said_message_id and entry.said_chat_id == desk.actor.telegram_id:
        notifier.post_letter(desk, desk.actor, React(entry.said_message_id, ARRIVED))


async def _hint_at_notes(desk: Desk, requester: Person) -> None:
    """Tell an agent, the first time they answer on the board, how to write an internal note there."""
    me = desk.actor
    if desk.origin is not Origin.TODOIST or me is None or me.id == requester.id:
        return
    if me.telegram_id and me.board_hint_at is None:
        me.board_hint_at = desk.now
        notifier.post_letter(desk, me, Say("board-comment-hint", {"name": requester.name}, staff_only=True))
