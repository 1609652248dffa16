"""Tasks that people add on the board: a ticket of whoever added it, and what is left alone."""

import pytest

from tests.flows.phone import Phone
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("The far sides' corners")

WISH = "Order more extension cords"


async def test_an_answer_to_somebody_who_is_only_on_the_board_has_arrived_when_it_stands_there(
    stage: Stage, olga: Phone
) -> None:
    await stage.board.add(WISH, by=await stage.board.user("Pavel"))
    await stage.pass_time(seconds=11)
    await olga.presses("claim:1")
    card = await olga.message_with("resolve:1")
    said = await olga.writes("How long should they be?", reply_to=card["message_id"])
    assert "**Olga:** How long should they be?" in await stage.board.comments(1)
    assert await olga.reactions(said) == ["👍"]
