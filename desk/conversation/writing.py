"""The common steps of words added to a ticket: stored, shown to their author, on the board and elsewhere."""

from datetime import datetime

from db.models import Delivery, Entry, EntryKind, Origin
from desk import Desk, Locked
from desk.conversation import entries, mask_before_storing
from desk.conversation.new_entry import NewEntry
from desk.notifications import (
    topic_readers,
)
from desk.outbox import Do, jobs
from desk.people.person_rows import make_signature
from desk.policy import get_client_role

SEEN, HEART, NOTED = "👀", "❤", "✍"


async def put_entry(
    desk: Desk,
    ticket: Locked,
    kind: EntryKind,
    said: NewEntry | Entry,
    *,
    into: Entry | None = None,
    answers_id: int | None = None,
    delivery: Delivery = Delivery.NONE,
) -> Entry:
    """Write the words, masked where that is on, or add them to the entry they join."""
    masked = None
    if isinstance(said, NewEntry):
        masked = mask_before_storing.mask_message(desk, kind if into is None else into.kind, said)
        said = masked.said
    if into is not None and isinstance(said, NewEntry):
        entry = await entries.join_entry(desk.session, into, said, now=desk.now, bot_id=desk.rules.bot_id)
    else:
        name = await make_signature(desk.session, desk.actor) if desk.actor is not None else desk.who.name or ""
        entry = await entries.write_entry(
            desk.session, ticket, kind, said,
            author_id=desk.actor_id, author_name=desk.who.signature or name, origin=desk.origin,
            now=desk.get_act_time(ticket), bot_id=desk.rules.bot_id, answers_id=answers_id, delivery=delivery,
        )  # fmt: skip
    if masked is not None:
        await mask_before_storing.keep_pieces(desk, entry, masked.pieces)
    if kind is EntryKind.COMMENT:
        entry.author_role = await get_client_role(desk, ticket)
    ticket.last_entry_at = ticket.updated_at = desk.now
    return entry


def show_on_board(
    desk: Desk, entry: Entry, *, do: Do = Do.COMMENT, due_at: datetime | None = None, also_from_there: bool = False
) -> None:
    """Send the board an entry that was not written there."""
    came_from_there = entry.origin is Origin.TODOIST and not also_from_there
    if entry.ticket_id is not None and not (came_from_there and do is Do.COMMENT):
        jobs.queue_comment(
            desk.session,
            do,
            ticket_id=entry.ticket_id,
            entry_id=entry.id,
            now=desk.now,
            rules=desk.rules,
            due_at=due_at,
        )


async def show_elsewhere(
    desk: Desk, ticket: Locked, entry: Entry, *, due_at: datetime | None = None, silent: bool = True
) -> None:
    """Send a new entry to the board and to the ticket's topic in the staff group, if it was not written there."""
    show_on_board(desk, entry, due_at=due_at)
    await topic_readers.show_entry(desk, ticket, entry, due_at=due_at, silent=silent)
