"""Fields that a merge takes along: priority, promised time, known problem; and how each is restored from
`merge_undo`. Steps of the verbs in `merge`."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import ProblemFollower, Status
from desk import Desk, Locked
from desk.notifications import to_assignee
from desk.policy import WORKING
from desk.tickets import fields, promises


async def raise_priority(desk: Desk, source: Locked, target: Locked, *, told: bool) -> None:
    """Raise the target's priority to the source's; if the requester merged them, it counts as automatic. `told`: the
    agent had the target before."""
    old = target.priority
    if source.priority >= old:
        return
    await fields.set_priority(desk, target, source.priority, by_itself=desk.actor_id == source.requester_id)
    await fields.adjust_alerts(desk, target, old)
    source.merge_undo = {**(source.merge_undo or {}), "priority": old, "raised_at": format_moment(target.priority_at)}
    if told:
        await to_assignee.post_line(desk, target, "merged-raised", merged=source.number, priority=target.priority)


async def restore_priority(desk: Desk, target: Locked, was: dict[str, Any]) -> None:
    """Restore the target's priority, unless it was changed since."""
    if "priority" in was and format_moment(target.priority_at) == was["raised_at"]:
        old = target.priority
        await fields.set_priority(desk, target, was["priority"])
        await fields.adjust_alerts(desk, target, old)


async def carry_promise(desk: Desk, source: Locked, target: Locked, *, told: bool) -> None:
    """Keep the earlier promised time, if the source was not resolved."""
    was = source.merge_undo or {}
    if Status(was["status"]) in WORKING:
        source.merge_undo = {**was, "promise": await promises.carry_over(desk, source, target, told=told)}


async def carry_problem(desk: Desk, source: Locked, target: Locked) -> None:
    """Take the known problem along, unless the requester said that the target is about something else."""
    problem_id = source.known_problem_id
    if problem_id is None or target.known_problem_id is not None:
        return
    theirs = ProblemFollower.problem_id == problem_id, ProblemFollower.person_id == target.requester_id
    said = select(ProblemFollower.person_id).where(*theirs, ProblemFollower.wrong_ids.contains([target.id]))
    if await desk.session.scalar(said) is None:
        target.known_problem_id = problem_id
        source.merge_undo = {**(source.merge_undo or {}), "known": True}


def restore_problem(source: Locked, target: Locked) -> None:
    """Give the known problem back; if the requester denied it since, neither ticket keeps it."""
    if target.known_problem_id is None:
        source.known_problem_id = None
    elif target.known_problem_id == source.known_problem_id:
        target.known_problem_id = None


def format_moment(at: datetime | None) -> str | None:
    """Return a moment as stored in `merge_undo`."""
    return at.isoformat() if at is not None else None


def parse_moment(kept: str | None) -> datetime | None:
    """Parse a moment stored in `merge_undo`."""
    return datetime.fromisoformat(kept) if kept is not None else None
