"""The requester's own: the list and its filters, searching it, renaming, and all they can do from a request's card."""

import pytest

from tests.flows.phone import Phone
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("2.5 Following")

BOARD = False


@pytest.mark.parametrize("state", ["closed", "somebody else's"])
async def test_what_is_not_ones_own_or_over_is_not_renamed(
    stage: Stage, rita: Phone, olga: Phone, state: str, heating: int
) -> None:
    await rita.writes(f"/ticket {heating}")
    card = await rita.last_id()
    who = rita
    if state == "closed":
        await rita.writes(f"/cancel {heating}")
    else:
        who = await stage.phone("Boris")
        await who.writes("/help")
        card = await who.last_id()
    await who.presses(f"subject:{heating}", on=card, force=True)
    assert (await who.answer())["show_alert"]
    await who.writes("Renamed by force")
    await rita.writes(f"/ticket {heating}")
    assert (await rita.reads()).splitlines()[0] == f"#{heating} The heating does not work"
