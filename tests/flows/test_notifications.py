"""`/notifications`: what a requester is told by itself, each kind switched; gathered into one message a day; the desk's
own switches under them. Answers, and the question whether it is solved, always come."""

import pytest
from sqlalchemy import text

from tests.flows.phone import Phone
from tests.flows.scenes import since, taken
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("What requesters are told")

BOARD = False


async def switches(phone: Phone, **wanted: bool) -> None:
    await phone.writes("/notifications")
    for kind, on in wanted.items():
        await phone.presses(f"news:{kind}:{int(on)}")


@pytest.mark.broad
async def test_nobody_else_sees_a_gathered_message(stage: Stage, rita: Phone, olga: Phone) -> None:
    await switches(rita, daily=True)
    await taken(rita, olga)
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update tickets set requester_id = (select id from people where name = 'Olga')"))
    before = len(await rita.received())
    await stage.pass_time(hours=25)
    assert not [t for t in await since(rita, before) if "since yesterday" in t]
