"""The readers of a ticket's topic, and how far behind each is."""

from datetime import datetime

from db.models import Entry, Ticket
from desk.context import Context
from desk.notifications import staff_group
from desk.notifications.topic_rows import SHOWN
from desk.outbox import Relay, letters


async def show_entry(
    ctx: Context, ticket: Ticket, entry: Entry, *, due_at: datetime | None = None, silent: bool = True
) -> None:
    """Show an entry in the ticket's topic, unless it was written in the group."""
    group_id = _find_reader(ctx, entry)
    if group_id is None or ticket.filed_at is None:
        return
    waiting = await staff_group.count_waiting(ctx.session, group_id)
    if waiting >= staff_group.MOST:
        staff_group.tell_behind(ctx.session, group_id, now=ctx.now)
    if waiting < staff_group.MOST_WAITING:
        letter = Relay(entry.id, silent=silent)
        letters.queue_letter(ctx.session, group_id, letter, now=ctx.now, ticket_id=ticket.id, due_at=due_at)


def list_readers(ctx: Context, entry: Entry) -> set[int]:
    """Return the id of the group if it has the entry, or is about to."""
    group_id = _find_reader(ctx, entry)
    return set() if group_id is None else {group_id}


def _find_reader(ctx: Context, entry: Entry) -> int | None:
    """Return the id of the group. What is said while the bot is out of it waits."""
    team = ctx.rules.groups.team
    if team is None or not staff_group.has_topics(ctx.rules) or entry.kind not in SHOWN:
        return None
    return None if entry.said_chat_id == team.chat_id else team.person_id
