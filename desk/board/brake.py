"""Verbs for the safety stop on the board, and for former members who can still write there."""

from collections.abc import Sequence

from sqlalchemy import func, select

from db.models import Brake, Collaborator, HeldChange, Person, Ticket
from desk import Desk, Outdated, PersonView, history
from desk.notifications import to_admins
from desk.outbox import Args, jobs, make_press
from desk.people import person_rows
from desk.policy.permissions import Grant

_NAMED = 40  # numbers that a message names one by one


async def ask_brake(desk: Desk, brake: Brake) -> None:
    """Ask the admins about the changes held by a safety stop; the message names their tickets."""
    args = await _describe_held(desk, brake.id)
    kind: Args = {"kind": brake.kind.value}
    buttons = (
        (
            make_press("btn-brake-go", "brake", "go", args=kind),
            make_press("btn-brake-undo", "brake", "undo", args=kind),
        ),
    )
    await to_admins.notify_admins(desk, f"brake-{brake.kind}", args, buttons=buttons, slot=f"brake:{brake.id}")


async def answer_brake(desk: Desk, brake_id: int, *, go: bool) -> None:
    """Record an admin's answer about the tickets of one message; the next round applies it on the board. Raises
    NotAllowed, and Outdated if it was answered."""
    await desk.require_grant(Grant.OPERATIONS)
    brake = await desk.session.get(Brake, brake_id, with_for_update=True, populate_existing=True)
    if brake is None or brake.answered_at is not None:
        raise Outdated
    brake.answered_at, brake.answered_by, brake.go = desk.now, desk.actor_id, go
    jobs.queue_brake_answer(desk.session, brake.id, now=desk.now)
    word = "go" if go else "undo"
    history.record_action(desk, "brake-answered", f"brake:{brake.id}", brake.kind.value, word)
    args: Args = {**await _describe_held(desk, brake.id), "by": desk.require_actor().name}
    await to_admins.notify_admins(desk, f"brake-{brake.kind}-{word}", args, slot=f"brake:{brake.id}", only_edit=True)


async def _describe_held(desk: Desk, brake_id: int) -> Args:
    query = (
        select(Ticket.number)
        .join(HeldChange, HeldChange.ticket_id == Ticket.id)
        .where(HeldChange.brake_id == brake_id)
        .group_by(Ticket.number)
        .order_by(Ticket.number)
    )
    numbers = list(await desk.session.scalars(query))
    acts = select(func.count()).where(HeldChange.brake_id == brake_id)
    return {"n": await desk.session.scalar(acts) or 0, "tickets": _list_numbers(numbers)}


async def remind_of_former(desk: Desk, account: Person) -> None:
    """Tell the admins that a dismissed person's Todoist account can still write on the board."""
    former = await desk.get_person(account.former_id)
    if former is None or former.telegram_id is None:
        await to_admins.notify_admins(desk, "former-on-board-unknown", {"board": account.name})
        return
    key = former.telegram_id
    buttons = ((make_press("btn-evict", "evict", key, args={"name": account.name}),),)
    args: Args = {"name": former.name, "board": account.name}
    await to_admins.notify_admins(desk, "former-on-board", args, buttons=buttons, slot=f"evict:{key}")


async def evict_person(desk: Desk, person: int) -> PersonView:
    """Remove a dismissed person (Telegram id) from the project. Raises Outdated if none of their accounts can write
    there any more."""
    await desk.require_grant(Grant.OPERATIONS)
    former = await person_rows.find_by_telegram(desk.session, person)
    if former is None:
        raise Outdated
    query = (
        select(Collaborator.todoist_id)
        .join(Person, Person.todoist_id == Collaborator.todoist_id)
        .where(Person.former_id == former.id, Person.dismissed_at.is_not(None), Collaborator.active)
    )
    accounts = set(await desk.session.scalars(query))
    if not accounts:
        raise Outdated
    for todoist_id in sorted(accounts):
        jobs.queue_eviction(desk.session, todoist_id, now=desk.now)
    history.record_action(desk, "evicted", f"person:{former.id}")
    args: Args = {"name": former.name, "by": desk.require_actor().name}
    await to_admins.notify_admins(desk, "evict-asked", args, slot=f"evict:{person}", only_edit=True)
    return person_rows.make_view(former)


def _list_numbers(numbers: Sequence[int]) -> str:
    shown = " ".join(f"#{number}" for number in numbers[:_NAMED])
    more = len(numbers) - _NAMED
    return f"{shown} +{more}" if more > 0 else shown
