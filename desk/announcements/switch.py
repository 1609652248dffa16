"""A person's own switch for announcements."""

from sqlalchemy import update

from db.models import (
    ProblemFollower,
)
from desk import Desk
from desk.announcements.receivers import (
    OFF,
    SWITCH,
)

_ON = "on"


async def switch_announcements(desk: Desk, *, on: bool) -> None:
    """Switch announcements on or off, also for what waits in the outbox. Switching off ends what the person follows;
    what they follow later is sent."""
    await desk.refresh_actor()
    me = desk.require_actor()
    me.switches = {**(me.switches or {}), SWITCH: _ON if on else OFF}
    if not on and desk.rules.knowledge.problems is not None:
        followed = update(ProblemFollower).where(ProblemFollower.person_id == me.id)
        await desk.session.execute(followed.values(followed_at=None))


def has_used_switch(switches: dict[str, object] | None) -> bool:
    """Return True if the person ever used the switch: it is not shown to people who never got an announcement."""
    return SWITCH in (switches or {})
