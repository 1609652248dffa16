"""Finds the colleague of whom a note answers a question, or who asked it."""

from sqlalchemy import select

from db.models import Ask, Entry, EntryKind, Person
from desk.context import Context
from desk.locked import Locked
from desk.policy import is_staff


async def list_colleagues(ctx: Context, ticket: Locked, entry: Entry) -> list[Person]:
    """Return the other one of each question between two that a note answers, unless they have the ticket; what they
    say to it answers this one."""
    before = await ctx.session.get(Entry, entry.answers_id)
    if before is None or before.kind is not EntryKind.NOTE:
        return []
    asked = select(Ask).where(Ask.entry_id == before.id).order_by(Ask.id)
    found = []
    for one in list(await ctx.session.scalars(asked)):
        if ctx.actor_id not in (one.asked_id, one.asker_id):
            continue
        ctx.session.add(Ask(entry_id=entry.id, asker_id=one.asker_id, asked_id=one.asked_id, at=ctx.now))
        other = await ctx.get_person(one.asker_id if ctx.actor_id == one.asked_id else one.asked_id)
        if other is not None and is_staff(other) and other.id not in (ticket.assignee_id, ticket.requester_id):
            found.append(other)
    return found
