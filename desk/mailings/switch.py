"""Whether somebody gets mailings, as they say it themselves. Knows no door."""

from desk.desk import Desk
from desk.mailings.audience import OFF, SWITCH

_ON = "on"


async def switch(desk: Desk, *, on: bool) -> None:
    """From now on; what waits for them in the outbox too."""
    await desk.refresh_actor()
    me = desk.me()
    me.switches = {**(me.switches or {}), SWITCH: _ON if on else OFF}


def has_said(switches: dict[str, object] | None) -> bool:
    """Whether they ever said anything about mailings: who never got one is shown nothing of them."""
    return SWITCH in (switches or {})
