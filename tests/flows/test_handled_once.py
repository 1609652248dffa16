"""An update whose commit was not answered, or whose worker was taken for dead, has its effect once."""

from db import queue
from db.words import Box
from tests.flows.phone import Phone
from tests.flows.stage import Stage


async def test_an_update_handled_twice_has_one_effect(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("The printer is on fire again", quietly=True)
    await stage.duties.poller.once()
    other = stage.app.worker()
    async with stage.database.unit_of_work() as session:
        [job] = await queue.claim(session, Box.FROM_TELEGRAM, worker=other._seat.number, now=stage.clock())
    for worker in (stage.worker, other):
        await worker._work(job)
    await stage.pass_time(seconds=15)
    [task] = (await stage.board.state())["tasks"]
    assert task["content"] == "#1 The printer is on fire again"
    assert str(task["description"]).count("on fire") == 1
    assert len([m for m in await olga.received() if "claim:1" in str(m["buttons"])]) == 1
