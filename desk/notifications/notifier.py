"""How a letter of news is put, and who is named in it. Chooses no receiver; knows no wording, and one rule: what is
not critical makes no sound for staff outside the desk's hours."""

from dataclasses import replace
from datetime import datetime

from db.models import Lane, Origin, Person, Ticket
from desk.context import Context
from desk.notifications import external_notices
from desk.outbox import Args, Letter, Relay, Say, Show, letters
from desk.policy import permissions
from desk.sla.hours import waits_until

_NOBODY = {Origin.CLOCK: "the-clock", Origin.API: "the-system"}
"""Who it was where it was no person."""


def post(
    ctx: Context,
    person: Person | None,
    letter: Letter,
    ticket: Ticket | None = None,
    *,
    lane: Lane | None = None,
    due_at: datetime | None = None,
) -> None:
    """Put a letter for a person who has Telegram; who filed the ticket and has none is told through their system."""
    if person is not None and ticket is not None and external_notices.is_for(ctx, person, ticket):
        external_notices.give(ctx, ticket, letter)
    elif person is not None and person.telegram_id is not None:
        ticket_id = ticket.id if ticket is not None else None
        if ticket is not None and isinstance(letter, Say | Show | Relay) and _sleeps(ctx, person, ticket):
            letter = replace(letter, silent=True)
        letters.post(ctx.session, person.id, letter, now=ctx.now, ticket_id=ticket_id, lane=lane, due_at=due_at)


def _sleeps(ctx: Context, person: Person, ticket: Ticket) -> bool:
    """Whether nobody expects this member of staff to hear of the ticket now; who acts hears the answer."""
    if person.id == ticket.requester_id or is_actor(ctx, person) or not permissions.is_staff(person):
        return False
    return waits_until(ctx.rules, ctx.now, ticket.priority) is not None


def by(ctx: Context, **args: str | int) -> tuple[Args, tuple[str, ...]]:
    """The arguments of a line with who did it in `by`, and which of them are keys."""
    if ctx.actor is not None:
        return {**args, "by": ctx.actor.name}, ()
    return {**args, "by": _NOBODY.get(ctx.origin, "the-board")}, ("by",)


def give_way(ctx: Context, person: Person, ticket: Ticket) -> None:
    """An earlier card of theirs says that a newer one follows: nobody has two of a ticket."""
    slot = f"card:{ticket.number}"
    line = Say("card-below", {"number": ticket.number}, slot=slot, only_edit=True, staff_only=True)
    post(ctx, person, line, ticket, lane=Lane.EDITS)


async def person(ctx: Context, person_id: int | None) -> Person | None:
    """A person by id; None for nobody."""
    return None if person_id is None else await ctx.session.get_one(Person, person_id)


def is_actor(ctx: Context, person: Person) -> bool:
    return ctx.actor is not None and ctx.actor.id == person.id
