"""A card that nobody has is dragged: a signed webhook says by whom, and it is theirs as if they had pressed Take."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.flows.acts import files
from tests.flows.hooks import webhooks
from tests.flows.phone import Phone
from tests.flows.scenes import assignee, status
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"


@pytest_asyncio.fixture(loop_scope="session")
async def hooked(stage: Stage) -> AsyncIterator[str]:
    """The webhook's address of this desk, told to Todoist."""
    async with webhooks(stage) as url:
        yield url


async def drags(stage: Stage, number: int, section: str, *, by: str, deliveries: int = 1) -> None:
    """A drag, of which Todoist's webhooks have come when the board is read."""
    before = (await stage.board.state())["webhooks"]["sent"]
    await stage.board.move(number, section, by=by, quietly=True)
    async with asyncio.timeout(20):
        while (await stage.board.state())["webhooks"]["sent"] < before + deliveries:
            pass
    await stage.settle()


async def test_what_nobody_of_the_team_dragged_is_put_back_at_once(
    stage: Stage, hooked: str, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number, pavel = await files(rita, ASKED), await stage.board.user("Pavel")
    await drags(stage, number, "In progress", by=pavel)
    assert (await status(stage, number), await assignee(stage, number)) == ("new", None)
    assert await stage.board.section(number) == "New"
    (remark,) = await stage.board.comments(number)
    assert remark == f"// {text_of('board-nobody-has-it')}"


async def test_where_no_webhook_comes_the_card_is_put_back_at_the_next_reading(
    stage: Stage, hooked: str, rita: Phone, olga: Phone, account_of_olga: str
) -> None:
    number = await files(rita, ASKED)
    await stage.todoist.do("webhooks", mode="lose")
    await stage.board.move(number, "Pending", by=account_of_olga)
    await stage.settle()
    assert await stage.board.comments(number) == []
    await stage.pass_time(seconds=6)
    assert (await status(stage, number), await stage.board.section(number)) == ("new", "New")
    (remark,) = await stage.board.comments(number)
    assert "Assign the task" in remark
