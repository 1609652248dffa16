"""Words and files of closed requests are deleted after the time that a setting gives; figures stay what they were."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import update

from db.database import Database
from db.models import Ticket
from desk.metrics import METRICS, Dimension, Period, facts
from desk.metrics.measuring.measure import measure
from desk.metrics.measuring.values import Measured
from reports.worker import ReportWorker
from tests.flows.acts import answers, filed_and_closed, filed_and_taken
from tests.flows.phone import Phone
from tests.flows.retention.expiry import expire, find_traces
from tests.flows.stage import Stage, staged
from tests.sql import execute
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Retention")
KEPT = timedelta(days=365)
MARKER = "basilisk"


@pytest_asyncio.fixture
async def stage(database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(database, retention__closed=KEPT, retention__archive=True) as stage:
        worker_lock = stage.app._worker_lock
        stage.reports = ReportWorker(database, stage.app.current, worker_lock, stage.clock, data_dir=tmp_path)
        yield stage


async def measured(stage: Stage, first: Any) -> list[Measured]:
    """Return all metrics, of all and by agent."""
    await facts.bring_up_to_date(stage.database, stage.settings, stage.clock())
    days, of = Period(first, first + timedelta(days=10)), {"settings": stage.settings, "now": stage.clock()}
    async with stage.database.reading() as session:
        return [
            await measure(session, METRICS, days, **of),
            await measure(session, METRICS, days, by=Dimension.AGENT, **of),
        ]


async def conversation(stage: Stage, rita: Phone, olga: Phone) -> int:
    """Fill a request with the marker wherever people can, up to its end."""
    number = await filed_and_taken(rita, olga, f"The {MARKER} is in the cellar")
    await rita.sends("photo", caption=f"Here is the {MARKER}")
    await stage.pass_time(minutes=3)
    said = await answers(olga, number, f"Do not look at the {MARKER}")
    await stage.telegram.do("edit", person=olga.id, message_id=said, text=f"Never look at the {MARKER}")
    await stage.settle()
    await olga.writes(f"/note {number} The {MARKER} is hungry")
    await stage.pass_time(minutes=3)
    await olga.presses(f"resolve:{number}")
    await rita.presses(f"solved:{number}:yes")
    await stage.pass_time(days=8)
    return number


async def test_after_its_time_no_word_of_a_request_is_left_and_every_figure_is(stage: Stage, tmp_path: Path) -> None:
    rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
    await rita.writes("/start")
    first = stage.clock().date()
    number = await conversation(stage, rita, olga)
    task = await stage.board.task(number)
    assert {"tickets.subject", "entries.body", "entry_versions.body"} <= set(await find_traces(stage.database, MARKER))
    await expire(stage, days=300)
    assert (await find_traces(stage.database, MARKER))["entries.body"] >= 4, "its time is not over"
    before = await measured(stage, first)
    await expire(stage, days=80)
    assert await find_traces(stage.database, MARKER) == {}
    assert await measured(stage, first) == before
    await execute(stage, update(Ticket).values(counted_at=None))
    assert await measured(stage, first) == before, "counted again"
    assert await stage.board.task(number) == task, "the board keeps its task"
    await olga.writes(f"/ticket {number}")
    assert text_of("subject-deleted") in await olga.reads()
    (archived,) = (tmp_path / "archive").iterdir()
    lines = [json.loads(line) for line in archived.read_text().splitlines()]
    assert {"tickets", "entries", "entry_versions", "files", "history"} <= {line["table"] for line in lines}
    assert sum(MARKER in str(line["row"].get("body")) for line in lines if line["table"] == "entries") == 4
    assert archived.stat().st_mode & 0o077 == 0


async def test_a_task_that_was_left_on_the_board_begins_nothing(stage: Stage) -> None:
    rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
    await rita.writes("/start")
    number = await filed_and_closed(rita, olga, f"The {MARKER} is in the cellar")
    task = await stage.board.task(number)
    await expire(stage, days=400)
    olga_there = await stage.board.user("Olga")
    before = len(await rita.received())
    await stage.board.does("comment/add", by=olga_there, task_id=task["id"], content=f"The {MARKER} is back")
    await stage.board.does("task/uncomplete", by=olga_there, id=task["id"])
    await stage.settle()
    assert await find_traces(stage.database, MARKER) == {}
    assert len(await rita.received()) == before
