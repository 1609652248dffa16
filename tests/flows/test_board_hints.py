"""Webhooks only make the next reading sooner: lost, doubled, forged or late, the board comes out the same."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.flows.acts import filed_and_taken
from tests.flows.hooks import webhooks
from tests.flows.phone import Phone
from tests.flows.scenes import status
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"


@pytest_asyncio.fixture(loop_scope="session")
async def hooked(stage: Stage) -> AsyncIterator[str]:
    """The webhook's address of this desk, told to Todoist."""
    async with webhooks(stage) as url:
        yield url


@pytest.mark.parametrize("mode", [{"mode": "lose"}, {"duplicate": True, "swap": True}, {"before_response": True}])
async def test_lost_doubled_swapped_or_early_the_board_comes_out_the_same(
    stage: Stage, hooked: str, rita: Phone, olga: Phone, mode: dict[str, object]
) -> None:
    await stage.todoist.do("webhooks", **mode)
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.board.comment(number, "Coming", by=user)
    await stage.board.move(number, "Pending", by=user)
    await stage.pass_time(seconds=61)
    assert len([t for t in await rita.texts() if "Coming" in t]) == 1
    assert await status(stage, number) == "pending"
    assert await stage.board.comments(number) == ["Coming"]
