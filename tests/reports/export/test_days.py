"""An export as a whole: whose days its days are, what its figures are compared with."""

import csv
import io
import zipfile
from datetime import date, timedelta

import pytest

from db.database import Database
from db.models import Person, Role, Status
from desk.metrics import ExportChoice, Period, facts
from desk.metrics.periods import get_midnight
from reports.export import export
from reports.export.part_files import open_nameless_files
from reports.request import MadeReport, ReportRequest
from tests.desk.stage import Someone, Stage

DAY = date(2026, 11, 21)


async def _taken(stage: Stage, who: Someone, first: date, last: date) -> dict[str, list[dict[str, str]]]:
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, who.id)
        choice = ExportChoice(Period(first, last)).dump()
        asked = ReportRequest(session, stage.now, stage.rules, person, "en", choice)
        with open_nameless_files() as opened:
            (part,) = await export.write_zips(asked, opened, most=1_000_000)
            with zipfile.ZipFile(part.file) as archive:
                files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text))) for name, text in files.items()}


async def test_days_are_those_of_the_desk_s_zone(database: Database) -> None:
    stage = Stage(database)
    rita, vera = await stage.person("Rita"), await stage.person("Vera", Role.ADMIN)
    stage.with_rules(timezone="Asia/Tokyo")
    stage.now = stage.now.replace(hour=16)  # one in the night of the next day, there
    await stage.files(rita, "The lamp flickers")
    stage.later(days=3)
    await facts.bring_up_to_date(stage.database, stage.rules, stage.now)
    there = await _taken(stage, vera, DAY, DAY)
    assert [row["filed_at"] for row in there["tickets"]] == ["2026-11-21 01:03:00"]
    assert [row["at"] for row in there["entries"]] == ["2026-11-21 01:00:00"]
    the_day_before = await _taken(stage, vera, DAY - timedelta(days=1), DAY - timedelta(days=1))
    assert (the_day_before["tickets"], the_day_before["entries"], the_day_before["history"]) == ([], [], [])


async def test_figures_are_compared_with_as_many_days_before(database: Database) -> None:
    stage = Stage(database)
    rita, vera = await stage.person("Rita"), await stage.person("Vera", Role.ADMIN)
    for many, days in ((1, 1), (2, 2), (2, 0)):
        for n in range(many):
            await stage.files(rita, f"Lamp {n} flickers")
        stage.later(days=days)
    await facts.bring_up_to_date(stage.database, stage.rules, stage.now)
    last = stage.now.date()
    found = {row["figure"]: row for row in (await _taken(stage, vera, last - timedelta(days=1), last))["figures"]}
    assert (found["filed"]["value"], found["filed"]["of"], found["filed"]["before"]) == ("2", "2", "3")
    share = found["filed_outside"]
    assert (share["value"], share["of"], share["unit"]) == ("", "2", "share"), "of so few nothing is said"


async def test_what_ends_as_they_begin_is_among_them_what_comes_as_they_end_is_not(database: Database) -> None:
    stage = Stage(database)
    rita, vera = await stage.person("Rita"), await stage.person("Vera", Role.ADMIN)
    ended, filed = [await stage.files(rita, words) for words in ("The lamp flickers", "The door is stuck")]
    start, end = get_midnight(DAY, "UTC"), get_midnight(DAY + timedelta(days=1), "UTC")
    await stage.change(ended, status=Status.CLOSED, ended_at=start)
    await stage.change(filed, filed_at=end)
    assert [row["number"] for row in (await _taken(stage, vera, DAY, DAY))["tickets"]] == [str(ended)]


async def _brought(stage: Stage, who: Someone, choice: ExportChoice) -> list[MadeReport]:
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, who.id)
        asked = ReportRequest(session, stage.now, stage.rules, person, "ru", choice.dump())
        return [made async for made in export.make_export(asked)]


async def test_its_parts_are_for_an_admin_in_their_language_too_many_are_a_line(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(database)
    rita, vera = await stage.person("Rita"), await stage.person("Vera", Role.ADMIN)
    await stage.files(rita, "The lamp flickers")
    choice = ExportChoice(Period(stage.now.date(), stage.now.date()), names=True)
    monkeypatch.setattr(export, "_MOST_PARTS", 1)
    (made,) = await _brought(stage, vera, choice)
    assert (made.admins_only, made.filename) == (True, "pulldesk_2026-11-20_2026-11-20-1.zip")
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        tickets, figures = (archive.read(f"{one}.csv").decode("utf-8-sig") for one in ("tickets", "figures"))
    assert tickets.startswith("number;status;")
    assert ("Rita" in tickets, "lamp" in tickets) == (True, False)
    assert "\r\nfiled;Заявки;" in figures
    monkeypatch.setattr(export, "PART", 1)
    assert await _brought(stage, vera, choice) == []
    letter = (await stage.letters(vera))[-1]
    assert (letter["key"], letter["args"]["first"]) == ("export-too-much", "2026-11-20")
