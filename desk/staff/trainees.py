"""Verbs about trainees: who approves their answers first, and that they become agents."""

from db.models import Person, Role
from desk import Desk, NotAllowed, Refused, audit
from desk.people import directory
from desk.policy.grants import Grant, has_grant
from desk.staff import roles


async def make_agent(desk: Desk, person: int) -> Person:
    """Make a trainee (Telegram id) an agent, whose answers are sent at once. Answers that wait can be sent by their
    author then. Raises as `give_role`, and Refused for anybody else."""
    await find_trainee(desk, person)
    return await roles.give_role(desk, person, Role.AGENT)


async def set_mentor(desk: Desk, person: int, mentor: int | None) -> Person:
    """Set who is asked first to approve a trainee's answers (Telegram ids); None: everybody who may. Raises NotAllowed,
    and Refused for a mentor who may not approve."""
    trainee = await find_trainee(desk, person)
    found = await directory.find_by_telegram(desk.session, mentor) if mentor is not None else None
    if mentor is not None and (found is None or found.id == trainee.id or not has_grant(found, Grant.APPROVE)):
        raise Refused("mentor-cannot-approve")
    old = await desk.get_person(trainee.mentor_id)
    trainee.mentor_id = found.id if found is not None else None
    names = [one.name if one is not None else None for one in (old, found)]
    if names[0] != names[1]:
        audit.record_action(desk, "mentor-set", f"person:{trainee.id}", *names)
    return trainee


async def find_trainee(desk: Desk, person: int) -> Person:
    """Return a trainee by Telegram id for who manages the team. Raises NotAllowed, and Refused for anybody else."""
    await desk.require_grant(Grant.TEAM)
    trainee = await directory.find_by_telegram(desk.session, person)
    if trainee is None:
        raise Refused("no-such-person")
    if trainee.id == desk.actor_id:
        raise NotAllowed
    await desk.session.refresh(trainee)
    if trainee.role is not Role.TRAINEE or trainee.dismissed_at is not None:
        raise Refused("no-trainee", name=trainee.name)
    return trainee
