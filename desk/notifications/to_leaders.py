"""Notify those who lead the requester's organization and have written in a ticket. Nothing internal."""

from datetime import datetime

from sqlalchemy import select

from db.models import Entry, Person, any_of
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier
from desk.outbox import Relay
from desk.policy import permissions, visibility


async def relay_reply(ctx: Context, ticket: Locked, letter: Relay, *, due_at: datetime | None) -> None:
    """Send an answer to each who has written since the ticket was last opened and still may see it. A desk without
    organizations pays nothing for this."""
    if ticket.organization_id is None or not ctx.rules.organizations.enabled:
        return
    for person in await _list_writers(ctx, ticket):
        if visibility.can_see_ticket(ticket, await permissions.get_access(ctx.session, ticket, person)):
            notifier.post_letter(ctx, person, letter, ticket, due_at=due_at)


async def _list_writers(ctx: Context, ticket: Locked) -> list[Person]:
    since = ticket.reopened_at or ticket.filed_at or ticket.created_at
    theirs = select(Entry.author_id).where(
        any_of(Entry.ticket_id, ticket.thread_ids),
        Entry.author_role.is_not(None),
        Entry.created_at >= since,
    )
    wrote = select(Person).where(Person.id.in_(theirs), Person.id != ticket.requester_id).order_by(Person.id)
    return list(await ctx.session.scalars(wrote))
