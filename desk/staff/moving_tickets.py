"""Moves a person's tickets to the queue or to a colleague, all or those of a topic."""

from dataclasses import dataclass

from sqlalchemy import select

from db.models import Ticket
from desk import Desk, NotAllowed, NotPossible, Refused, history
from desk.people import person_rows
from desk.policy.permissions import Grant, has_grant
from desk.staff.availability import lock_colleague
from desk.tickets import assignment


@dataclass(frozen=True, slots=True)
class MoveResult:
    """How many tickets moved, and how many stayed because their requester is the receiver or the actor."""

    went: int
    stayed: int


async def move_tickets(desk: Desk, person: int, *, to: int | None, category: int | None) -> MoveResult:
    """Move the tickets of that person (Telegram id) `to` a colleague (Telegram id), or to the queue (None). `category`:
    by id, 0 for tickets without one, None for all. Resolved ones stay. Raises NotAllowed for everybody except
    admins."""
    member = await lock_colleague(desk, person, oneself=False)
    receiver = await _receiver(desk, to)
    theirs = select(Ticket.number).where(Ticket.assignee_id == member.id, Ticket.is_working)
    if category is not None:
        theirs = theirs.where(Ticket.category_id == category if category else Ticket.category_id.is_(None))
    went = stayed = 0
    for number in list(await desk.session.scalars(theirs.order_by(Ticket.id))):
        try:
            done = await (assignment.release(desk, number) if to is None else assignment.hand_over(desk, number, to))
        except (NotAllowed, NotPossible):
            stayed += 1
        else:
            went += done.changed
    history.record_action(desk, "tickets-moved", f"person:{member.id}", str(went), receiver)
    return MoveResult(went, stayed)


async def _receiver(desk: Desk, to: int | None) -> str:
    """Return the receiver's name, or the queue's; raises Refused for a person who is not on the team, before anything
    moves."""
    if to is None:
        return "queue"
    receiver = await person_rows.find_by_telegram(desk.session, to)
    if receiver is None or not has_grant(receiver, Grant.WORK):
        raise Refused("no-such-person")
    return receiver.name
