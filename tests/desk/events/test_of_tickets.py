"""What events cost while tickets are filed: nothing, with and without any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from db.models import Event, History
from desk import EventDays, history
from desk.events import linking
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage
from tests.sql import add, scalars


async def test_a_history_says_from_which_to_which_and_nothing_twice(stage: Stage, rita: Someone, olga: Someone) -> None:
    today = stage.now.date()
    days = []
    for slug, name in (("fair", "Fair"), ("race", "Race")):
        row = await add(stage, Event(slug=slug, name=name, starts_on=today, ends_on=today, created_at=stage.now))
        days.append(EventDays(row.id, slug, name, today, today))
    number = await stage.files(rita, PRINTER)
    stage.rules = replace(stage.rules, events=tuple(days))
    fair, race = days
    for event_id, changed in ((fair.id, True), (fair.id, False), (race.id, True), (None, True)):
        done = await stage.does(olga, linking.set_event, number, event_id)
        assert done.changed is changed
    rows = await scalars(stage, select(History).where(History.field == history.EVENT).order_by(History.id))
    assert [(one.old, one.old_id, one.new, one.new_id) for one in rows] == [
        (None, None, "Fair", fair.id), ("Fair", fair.id, "Race", race.id), ("Race", race.id, None, None),
    ]  # fmt: skip


def test_an_event_is_meant_by_what_it_is_called_first() -> None:
    today = date(2026, 11, 20)
    one = EventDays(1, "fair", "Race", today, today, "p-7")
    two = EventDays(2, "race", "Fair", today, today, "P-8")
    for said, meant in (("FAIR", one), ("race", two), ("P-7", one), ("«p-8»", two)):
        assert linking.find_event((two, one), said) is meant
