"""Whoever is at a ticket holds up no report, and no report holds up them."""

import asyncio
import gc
import sys
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import Person, Role
from desk.figures import ExportChoice, Period
from desk.stats.question import StatsQuestion
from reports.export import export
from reports.export.places import nameless
from reports.jobs import KINDS
from reports.request import ReportRequest
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

CHOICE = ExportChoice(Period(date(2026, 11, 20), date(2026, 11, 20)))
LOCK = "select 1 from tickets where number = :number for update nowait"


async def _asked(stage: Stage, session: AsyncSession, who: Someone, arguments: dict[str, Any]) -> ReportRequest:
    person = await session.get_one(Person, who.id)
    return ReportRequest(session, stage.now, stage.rules, person, "en", arguments)


@pytest.mark.parametrize(("kind", "arguments"), [("stats", StatsQuestion(of="now").dump()), ("export", CHOICE.dump())])
async def test_a_report_and_who_is_at_a_ticket_do_not_wait_for_each_other(
    database: Database, kind: str, arguments: dict[str, Any]
) -> None:
    stage = Stage(database)
    rita, vera = await stage.person("Rita"), await stage.person("Vera", Role.ADMIN)
    held, free = [await stage.files(rita, words) for words in ("The printer is on fire", "And the scanner is too")]
    async with database.unit_of_work() as busy, database.unit_of_work() as session:
        await busy.execute(text(LOCK), {"number": held})
        asked = await _asked(stage, session, vera, arguments)
        async with asyncio.timeout(10):
            assert len([made async for made in KINDS[kind](asked)]) == 1
        await busy.execute(text(LOCK), {"number": free})


async def test_an_export_that_is_ended_in_the_middle_leaves_nothing_open(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    stage = Stage(database)
    vera = await stage.person("Vera", Role.ADMIN)
    async with database.unit_of_work() as busy:
        await busy.execute(text("lock table marks in access exclusive mode"))
        async with database.unit_of_work() as session:
            await session.execute(text("set local lock_timeout = 200"))
            with nameless() as opened, pytest.raises(DBAPIError):
                await export.write(await _asked(stage, session, vera, CHOICE.dump()), opened, most=1_000_000)
    gc.collect()
    assert not told


async def test_of_an_export_that_is_too_much_only_the_beginning_is_written(database: Database) -> None:
    stage = Stage(database)
    rita, vera = await stage.person("Rita"), await stage.person("Vera", Role.ADMIN)
    await stage.files(rita, "The printer is on fire")
    async with database.unit_of_work() as session:
        asked = await _asked(stage, session, vera, CHOICE.dump())
        with nameless() as opened:
            assert len(await export.write(asked, opened, most=1, parts=1)) == 2
