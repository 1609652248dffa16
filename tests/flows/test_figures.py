"""What the desk did, as figures: nothing of it is written while people talk, and all of it is there when asked for."""

import pytest
from sqlalchemy import text

from desk.metrics import METRICS, Dimension, facts
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.values import Measured
from desk.metrics.periods import find_period, get_today
from tests.flows.phone import Phone
from tests.flows.scenes import row
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Figures")

BOARD = False


async def measured(stage: Stage, by: Dimension | None = None) -> Measured:
    """Every figure of today, with the facts brought up to date before."""
    now = stage.clock()
    await facts.bring_up_to_date(stage.database, stage.settings, now)
    day = find_period("today", get_today(now, stage.settings.timezone))
    async with stage.database.reading() as session:
        return await measure(session, METRICS, day, by=by, settings=stage.settings, now=now)


async def test_use_of_the_bot_is_written_once_a_minute(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.worker.write_uses()
    async with stage.database.unit_of_work() as session:
        await session.execute(text("delete from uses"))
    await rita.writes("The printer is on fire")
    await rita.writes("/language")
    await rita.writes("/language")
    await olga.writes("/whatever <b>people</b> invent")
    await rita.presses("lang:ru")
    assert await row(stage, "select count(*) as n from uses") == (0,)
    await stage.worker.write_uses()
    await stage.worker.write_uses()
    total = (await measured(stage)).total
    found = {key: total[f"bot_{key}"].amount for key in ("people", "messages", "commands", "buttons")}
    assert found == {"people": 2, "messages": 1, "commands": 3, "buttons": 1}
    async with stage.database.reading() as session:
        named = await session.execute(text("select name, sum(n)::int as n from uses where kind = 'command' group by 1"))
        assert {one.name: one.n for one in named} == {"language": 2, "": 1}
