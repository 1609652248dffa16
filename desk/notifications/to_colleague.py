"""Relay notes between an agent who asked a colleague and that colleague."""

from datetime import datetime

from sqlalchemy import select

from db.models import Ask, Entry, EntryKind
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier
from desk.outbox import Relay
from desk.policy import is_staff


async def relay_answer(ctx: Context, ticket: Locked, entry: Entry, due_at: datetime | None, _silent: bool) -> None:
    """Relay a note that answers a note of such a question to the other of the two, unless they have the ticket."""
    before = await ctx.session.get(Entry, entry.answers_id)
    if before is None or before.kind is not EntryKind.NOTE:
        return
    asked = select(Ask).where(Ask.entry_id == before.id).order_by(Ask.id)
    for one in list(await ctx.session.scalars(asked)):
        if ctx.actor_id not in (one.asked_id, one.asker_id):
            continue
        ctx.session.add(Ask(entry_id=entry.id, asker_id=one.asker_id, asked_id=one.asked_id, at=ctx.now))
        other = await ctx.get_person(one.asker_id if ctx.actor_id == one.asked_id else one.asked_id)
        if other is not None and is_staff(other) and other.id not in (ticket.assignee_id, ticket.requester_id):
            notifier.post_letter(ctx, other, Relay(entry.id), ticket, due_at=due_at)
