"""Whether somebody gets mailings, as they say it themselves. Knows no door."""

from sqlalchemy import update

from db.models import ProblemFollower
from desk import Desk
from desk.announcements.audience import OFF, SWITCH

_ON = "on"


async def switch(desk: Desk, *, on: bool) -> None:
    """From now on; what waits for them in the outbox too. Who wants no more follows nothing any more either; what they
    follow from then on they hear of."""
    await desk.refresh_actor()
    me = desk.me()
    me.switches = {**(me.switches or {}), SWITCH: _ON if on else OFF}
    if not on and desk.rules.knowledge.problems is not None:
        followed = update(ProblemFollower).where(ProblemFollower.person_id == me.id)
        await desk.session.execute(followed.values(followed_at=None))


def has_said(switches: dict[str, object] | None) -> bool:
    """Whether they ever said anything about mailings: who never got one is shown nothing of them."""
    return SWITCH in (switches or {})
