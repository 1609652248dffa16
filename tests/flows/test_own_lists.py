"""The requester's own: the list and its filters, searching it, renaming, and all they can do from a request's card."""

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, buttons
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("2.5 Following")

BOARD = False


def shown(message: dict[str, object]) -> list[int]:
    """The requests a list shows, by their buttons."""
    return [int(b.removeprefix("open:")) for b in buttons(message) if b.startswith("open:")]


async def test_a_search_of_several_pages_is_turned(stage: Stage, rita: Phone, olga: Phone) -> None:
    for n in range(1, 12):
        await filed_and_taken(rita, olga, f"The lamp number {n:02} is broken")
        if n % 5 == 0:
            await stage.pass_time(minutes=61)
    await filed_and_taken(rita, olga, "There is no soap")
    await rita.writes("/tickets lamps")
    assert (await rita.reads()).splitlines()[0] == "Found · 11 · page 1 of 2"
    await rita.presses("list:2")
    assert (await rita.reads()).splitlines()[0] == "Found · 11 · page 2 of 2"
    assert len(shown(await rita.last())) == 1


@pytest.mark.usefixtures("cold")
async def test_a_search_finds_nothing_of_anybody_elses(stage: Stage, rita: Phone, olga: Phone) -> None:
    other = await stage.phone("Boris")
    await other.writes("/tickets heating")
    assert await other.reads() == text_of("list-found-none", words="heating")


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
