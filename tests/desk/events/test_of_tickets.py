"""What events cost while tickets are filed: nothing, with and without any."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from db.models import Event, Ticket
from desk import EventDays
from tests.desk.cast import PRINTER
from tests.desk.stage import Stage


@pytest.mark.broad
async def test_a_ticket_finds_its_event_without_a_statement(stage: Stage) -> None:
    asked: list[Any] = []

    def asks(*given: Any) -> None:
        asked.append(given[2])

    for name in ("Rita", "Sam", "Nadja"):  # from the second within an hour on, what is like it is looked up
        await stage.files(await stage.person(name), PRINTER)
    ben, lea = await stage.person("Ben"), await stage.person("Lea")
    event.listen(stage.database.engine.sync_engine, "before_cursor_execute", asks)
    await stage.files(ben, PRINTER)
    without, asked[:] = len(asked), []
    today = stage.now.date()
    async with stage.database.unit_of_work() as session:
        fair = Event(slug="fair", name="Fair", starts_on=today, ends_on=today, created_at=stage.now)
        session.add(fair)
        await session.flush()
        days = EventDays(fair.id, "fair", "Fair", today - timedelta(days=1), today + timedelta(days=1))
    stage.rules = replace(stage.rules, events=(days,))
    asked.clear()
    await stage.files(lea, PRINTER)
    assert len(asked) == without
    async with stage.database.sessions() as session:
        found = await session.scalars(select(Ticket.event_id).order_by(Ticket.id))
        assert list(found) == [None, None, None, None, days.id]
