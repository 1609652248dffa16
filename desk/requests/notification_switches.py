"""What a requester switches of what they are told. Knows no door."""

from desk import Desk
from desk.policy import RequesterNews
from desk.policy.requester_notifications import switched


async def switch(desk: Desk, news: RequesterNews, *, on: bool) -> None:
    """From now on, whatever the desk's own switch says."""
    await desk.refresh_actor()
    me = desk.me()
    me.switches = switched(me, news, on=on)
