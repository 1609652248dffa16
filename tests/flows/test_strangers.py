"""Nobody reaches what is not theirs: another requester's ticket by forged data, number, link or reply."""

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("1 People")

BOARD = False
SECRET = "the safe's code is 4711"


async def test_a_requesters_view_never_holds_what_is_inside(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.vera.writes("/categories add Safes")
    number = await filed_and_taken(rita, olga, SECRET)
    await olga.writes(f"/note {number} inside one")
    await olga.writes(f"/hold {number} inside two")
    await rita.writes(f"/ticket {number}")
    await rita.presses(f"thread:{number}:1")
    assert "inside" not in " ".join(await rita.texts())
    assert "on hold" in words(await rita.containing("⏸"))
