"""What goes along with a ticket that becomes part of another: how urgent it is, what was promised, what it is about;
and how each comes back. What that needs is kept in `merge_undo`. Steps of the verbs of `merge`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import ProblemFollower, Status
from desk import Desk, Locked
from desk.notifications import to_assignee
from desk.policy import WORKING
from desk.tickets import fields, promises


async def raise_priority(desk: Desk, source: Locked, target: Locked, *, told: bool) -> None:
    """What was more urgent makes it so; nobody chose that where its requester put the two together. `told`: whoever has
    it did not get it just now."""
    old = target.priority
    if source.priority >= old:
        return
    await fields.set_priority(desk, target, source.priority, by_itself=desk.actor_id == source.requester_id)
    await fields.adjust_alerts(desk, target, old)
    source.merge_undo = {**(source.merge_undo or {}), "priority": old, "raised_at": format_moment(target.priority_at)}
    if told:
        await to_assignee.post_line(desk, target, "merged-raised", merged=source.number, priority=target.priority)


async def restore_priority(desk: Desk, target: Locked, was: dict[str, Any]) -> None:
    """As urgent as it was, unless somebody has said otherwise since."""
    if "priority" in was and format_moment(target.priority_at) == was["raised_at"]:
        old = target.priority
        await fields.set_priority(desk, target, was["priority"])
        await fields.adjust_alerts(desk, target, old)


async def carry_promise(desk: Desk, source: Locked, target: Locked, *, told: bool) -> None:
    """The earlier promise stands, where what it was given for was not solved."""
    was = source.merge_undo or {}
    if Status(was["status"]) in WORKING:
        source.merge_undo = {**was, "promise": await promises.carry_over(desk, source, target, told=told)}


async def carry_problem(desk: Desk, source: Locked, target: Locked) -> None:
    """What it was about the other one is about, unless its requester said that this is something else."""
    problem_id = source.known_problem_id
    if problem_id is None or target.known_problem_id is not None:
        return
    theirs = ProblemFollower.problem_id == problem_id, ProblemFollower.person_id == target.requester_id
    said = select(ProblemFollower.person_id).where(*theirs, ProblemFollower.wrong_ids.contains([target.id]))
    if await desk.session.scalar(said) is None:
        target.known_problem_id = problem_id
        source.merge_undo = {**(source.merge_undo or {}), "known": True}


def restore_problem(source: Locked, target: Locked) -> None:
    """What came along is its own again; said to be something else since, neither is about it."""
    if target.known_problem_id is None:
        source.known_problem_id = None
    elif target.known_problem_id == source.known_problem_id:
        target.known_problem_id = None


def format_moment(at: datetime | None) -> str | None:
    """A moment as it is kept."""
    return at.isoformat() if at is not None else None


def read(kept: str | None) -> datetime | None:
    """A moment that was kept."""
    return datetime.fromisoformat(kept) if kept is not None else None
