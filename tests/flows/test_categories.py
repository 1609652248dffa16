"""§3.4 Categories: admins keep them, everybody on the team lists them, names as the contract says."""

import pytest

from tests.flows.phone import Phone, words
from tests.flows.scenes import filed, row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.4 Commands")

BOARD = False


async def _says(phone: Phone, said: str) -> str:
    await phone.writes(said)
    return await phone.reads()


async def test_a_fresh_desk_has_none(stage: Stage, rita: Phone, olga: Phone) -> None:
    assert "There are no topics yet" in await _says(olga, "/categories")
    assert piece_of("categories-empty-admin") in await _says(stage.vera, "/categories")
    await rita.writes("The printer is on fire again")
    assert not [b for b in await rita.buttons() if b.startswith("cat:")]


async def test_admins_add_rename_and_remove(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    assert await _says(vera, "/categories add Stage  light") == "Topic 1: Stage light."
    assert await _says(vera, "/categories add Access") == "Topic 2: Access."
    assert await _says(olga, "/categories") == "Topics\n1. Stage light\n2. Access"
    assert await _says(vera, "/categories rename 1 Light") == text_of("category-renamed", id="1", name="Light")
    await filed(rita)
    receipt = (await rita.message_with("cat:1:1"))["message_id"]
    for _ in range(2):  # a finger may press twice
        await rita.presses("cat:1:1", on=receipt, force=True)
    assert (await rita.answer())["text"] == ""
    assert await rita.last_id() == receipt
    assert "Light" in words(await olga.message_with("claim:1"))
    assert text_of("category-removed", name="Light") in await _says(vera, "/categories remove 1")
    assert await _says(olga, "/categories") == "Topics\n2. Access"
    ticket = await row(stage, "select category_id, tags from tickets")
    assert (ticket.category_id, ticket.tags) == (None, ["Light"])
    await olga.writes("/ticket 1")
    assert text_of("card-tags", tags="Light") in await olga.reads()


@pytest.mark.parametrize(
    ("set_to", "before", "after"),
    [
        ("stage LIGHT, Access", None, 2),
        ("Stage_light", 4, 2),
        ("Stage light", 1, 1),
        ("Light", None, 3),
        ("-", None, 3),
    ],
)
async def test_a_requesters_topic_raises_to_high_at_most_where_that_is_set(
    stage: Stage, rita: Phone, olga: Phone, set_to: str, before: int | None, after: int
) -> None:
    vera = stage.vera
    await vera.writes("/categories add Stage light")
    await vera.writes(f"/settings high_topics {set_to}")
    number = await filed(rita)
    if before:
        await olga.writes(f"/priority {number} {before}")
    await rita.presses(f"cat:{number}:1")
    assert await scalar(stage, "select priority from tickets") == after
    await olga.writes(f"/priority {number} 4")
    await olga.writes(f"/category {number} Stage light")
    assert await scalar(stage, "select priority from tickets") == 4  # only what its requester says raises
