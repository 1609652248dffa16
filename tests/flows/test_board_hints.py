"""Webhooks only make the next reading sooner: lost, doubled, forged or late, the board comes out the same."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from tests.flows.acts import filed_and_taken
from tests.flows.hooks import webhooks
from tests.flows.phone import Phone
from tests.flows.scenes import row, status
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"


@pytest_asyncio.fixture(loop_scope="session")
async def hooked(stage: Stage) -> AsyncIterator[str]:
    """The webhook's address of this desk, told to Todoist."""
    async with webhooks(stage) as url:
        yield url


async def _hints(stage: Stage) -> int:
    return int((await row(stage, "select count(*) from jobs where box = 'from_todoist' and state = 'waiting'"))[0])


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


async def test_a_forged_hint_is_refused_and_stores_nothing(stage: Stage, hooked: str) -> None:
    async with ClientSession() as session:
        body = b'{"event_name": "item:deleted"}'
        async with session.post(hooked, data=body, headers={"X-Todoist-Hmac-SHA256": "bm8="}) as response:
            assert response.status == 401
    assert await _hints(stage) == 0
