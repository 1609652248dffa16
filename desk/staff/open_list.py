"""How a member of staff wants to see `/open`: kept in their row. Knows no ticket."""

from desk import Desk, NotAllowed, Outdated
from desk.policy import permissions
from desk.policy.open_filter import By, restored, stored


async def choose(desk: Desk, by: By, value: str) -> None:
    """From now on those of this value ("" for any). Raises NotAllowed for who is not staff, Outdated for a value that
    there is not."""
    await desk.refresh_actor()
    me = desk.me()
    if not permissions.is_staff(me):
        raise NotAllowed
    try:
        me.open_list = stored(restored(me.open_list).chosen(by, value))
    except ValueError:
        raise Outdated from None
