"""A finished month on a desk that goes on: the board does not hear of it, numbers go on behind it."""

import asyncpg
import pytest

from sandbox.month.restore import RestoreTarget, insert_month, read_month
from tests.flows import acts
from tests.flows.phone import Phone
from tests.flows.stage import VERA, Stage
from tests.sql import execute

pytestmark = pytest.mark.sentence("A finished month for the demo")


async def test_a_desk_with_a_finished_month_goes_on(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, cold: int, _emptied_url: str
) -> None:
    await execute(stage, "update desk set sandbox_mark = 'mark'")
    agents = {"Olga": VERA, "Pavel": olga.id, "Dana": ivan.id}
    midnight = stage.clock().replace(hour=0, minute=0, second=0, microsecond=0)
    connection = await asyncpg.connect(_emptied_url)
    heard = {phone.name: len(await phone.received()) for phone in (rita, olga, ivan)}
    try:
        requests = await insert_month(read_month(), RestoreTarget(connection, "mark", midnight, agents))
    finally:
        await connection.close()
    await stage.pass_time(minutes=5)
    assert {phone.name: len(await phone.received()) for phone in (rita, olga, ivan)} == heard
    assert len((await stage.board.state())["tasks"]) == 1

    assert await acts.files(rita, "Is there tea?") == cold + requests + 1
    await stage.settle()
    assert len((await stage.board.state())["tasks"]) == 2
