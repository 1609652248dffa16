"""Put a letter into the outbox, and name the person who acted.

For staff, tickets that are not critical make no sound outside business hours.
"""

from dataclasses import replace
from datetime import datetime

from db.models import Lane, Origin, Person, Ticket
from desk.context import Context
from desk.notifications import external_notices, group_notices
from desk.outbox import Args, Letter, Relay, Say, Show, letters
from desk.policy import permissions
from desk.sla.business_hours import get_waiting_end

_NOT_A_PERSON = {Origin.CLOCK: "the-clock", Origin.API: "the-system"}
"""Text keys that name actors that are no person."""


def post_letter(
    ctx: Context,
    person: Person | None,
    letter: Letter,
    ticket: Ticket | None = None,
    *,
    lane: Lane | None = None,
    due_at: datetime | None = None,
) -> None:
    """Queue a letter for a person with Telegram; a requester without it is told through their integration, one who
    wrote in a group as that group is set."""
    if person is not None and ticket is not None and external_notices.is_for(ctx, person, ticket):
        external_notices.send_notice(ctx, ticket, letter)
    elif person is not None and ticket is not None and group_notices.is_for(person, ticket):
        group_notices.send_notice(ctx, person, ticket, letter, lane=lane, due_at=due_at)
    elif person is not None and person.telegram_id is not None:
        ticket_id = ticket.id if ticket is not None else None
        if ticket is not None and isinstance(letter, Say | Show | Relay) and _is_off_hours(ctx, person, ticket):
            letter = replace(letter, silent=True)
        letters.queue_letter(ctx.session, person.id, letter, now=ctx.now, ticket_id=ticket_id, lane=lane, due_at=due_at)


def _is_off_hours(ctx: Context, person: Person, ticket: Ticket) -> bool:
    """Return True if this agent should not hear of the ticket at this hour; the actor hears the response."""
    if person.id == ticket.requester_id or is_actor(ctx, person) or not permissions.is_staff(person):
        return False
    return get_waiting_end(ctx.rules, ctx.now, ticket.priority) is not None


def name_actor(ctx: Context, **args: str | int) -> tuple[Args, tuple[str, ...]]:
    """Return the arguments of a line with the actor's name in `by`, and which arguments are text keys."""
    if ctx.actor is not None:
        return {**args, "by": ctx.actor.name}, ()
    return {**args, "by": _NOT_A_PERSON.get(ctx.origin, "the-board")}, ("by",)


def supersede_card(ctx: Context, person: Person, ticket: Ticket) -> None:
    """Turn an earlier card of the person into a line, because a newer card follows."""
    slot = f"card:{ticket.number}"
    line = Say("card-below", {"number": ticket.number}, slot=slot, only_edit=True, staff_only=True)
    post_letter(ctx, person, line, ticket, lane=Lane.EDITS)


def is_actor(ctx: Context, person: Person) -> bool:
    return ctx.actor is not None and ctx.actor.id == person.id
