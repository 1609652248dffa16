"""§3.4 `/find`: full text over tickets and entries, in Russian and English."""

import pytest

from tests.flows.phone import Phone
from tests.flows.scenes import answers, filed
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("3.4 Commands")

BOARD = False


async def _found(agent: Phone, wanted: str) -> list[str]:
    await agent.writes(f"/find {wanted}")
    return [b for b in await agent.buttons() if b.startswith("open:")]


@pytest.mark.usefixtures("printer")
async def test_what_was_withdrawn_and_what_still_gathers_is_not_found(stage: Stage, rita: Phone, olga: Phone) -> None:
    said = await answers(olga, 1, "We send an electrician")
    await olga.writes("/delete", reply_to=said)
    await rita.writes("/new I lost my giraffe")
    assert await _found(olga, "electrician") == []
    assert await _found(olga, "giraffe") == []


async def test_a_staff_member_does_not_find_notes_in_their_own_request(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    number = await filed(olga, "My own chair is broken")
    await ivan.writes(f"/note {number} give her the giraffe")
    assert await _found(olga, "giraffe") == []
    assert await _found(olga, "chair") == [f"open:{number}"]
    assert await _found(ivan, "giraffe") == [f"open:{number}"]
