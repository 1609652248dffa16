"""What the desk did, as figures: nothing of it is written while people talk, and all of it is there when asked for."""

import pytest
from sqlalchemy import text

from desk.metrics import METRICS, Dimension, facts
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.values import Measured
from desk.metrics.periods import find_period, get_today
from tests.flows.phone import Phone
from tests.flows.scenes import answers, filed, row
from tests.flows.stage import Stage
from tests.sql import execute

pytestmark = pytest.mark.sentence("Figures")

BOARD = False


async def measured(stage: Stage, by: Dimension | None = None) -> Measured:
    """Every figure of today, with the facts brought up to date before."""
    now = stage.clock()
    await facts.bring_up_to_date(stage.database, stage.settings, now)
    day = find_period("today", get_today(now, stage.settings.timezone))
    async with stage.database.reading() as session:
        return await measure(session, METRICS, day, by=by, settings=stage.settings, now=now)


async def test_a_day_in_figures(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    number = await filed(rita)
    await filed(rita, "And a second one that nobody takes")
    await stage.pass_time(minutes=5)
    await olga.presses(f"claim:{number}")
    await stage.pass_time(minutes=10)
    await answers(olga, number, "I am on my way")
    await stage.pass_time(minutes=15)
    await olga.writes(f"/resolve {number}")
    await stage.pass_time(minutes=1)
    await rita.writes("/nonsense")
    assert await row(stage, "select count(*) as n from ticket_facts") == (0,), "nobody has asked yet"
    found = await measured(stage)
    told = {key: value.amount for key, value in found.total.items() if value.amount}
    assert {key: told[key] for key in ("filed", "taken", "answered", "solved", "open_now", "untaken_now")} == {
        "filed": 2, "taken": 1, "answered": 1, "solved": 1, "open_now": 2, "untaken_now": 1,
    }  # fmt: skip
    lengths = ("take_clock_median", "response_clock_median", "solution_work_mean", "with_agent_clock_median")
    assert [round(told[key] / 60) for key in lengths] == [5, 15, 30, 25]
    assert found.total["first_attempt"].too_few, "of one nobody says a share"
    olgas = (await row(stage, "select id from people where name = 'Olga'")).id
    by_agent = await measured(stage, Dimension.AGENT)
    assert {one.label: one.values["solved"].amount for one in by_agent.rows if one.values["solved"].of} == {olgas: 1}


async def test_what_hearing_costs_people(stage: Stage, rita: Phone, olga: Phone) -> None:
    """Answers taken back, how long the others took to their reader, and questions that were not worth asking."""
    number = await filed(rita)
    await olga.presses(f"claim:{number}")
    await answers(olga, number, "I am on my way")
    await stage.pass_time(seconds=3)
    wrong = await answers(olga, number, "Go away")
    await olga.writes("/delete", reply_to=wrong)
    for answer in ("no", None):
        await rita.writes("never mind, it is not needed any more")
        if answer is not None:
            await rita.writes(answer)
        await stage.pass_time(minutes=1)
    await olga.writes("something that replies to nothing")
    total = (await measured(stage)).total
    counted = {
        "answers_taken_back": 1, "questions": 3, "questions_unpressed": 2, "questions_refused": 1,
    }  # fmt: skip
    assert {key: total[key].amount for key in counted} == counted
    assert total["answers_read_median"].of >= 1 and (total["answers_read_median"].amount or 0) < 60


async def test_use_of_the_bot_is_written_once_a_minute(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.worker.write_uses()
    await execute(stage, "delete from uses")
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
