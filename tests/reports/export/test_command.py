"""`python -m bot export`: one file, audited; what is mistyped is one line and exit code 2."""

import asyncio
import json
import zipfile
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from db.database import Database
from ops.readiness import Pages
from reports.__main__ import ReportSettings
from reports.export import __main__ as command
from tests.desk.stage import Stage


async def test_its_days_are_the_desk_s_and_what_has_happened_is_counted_before(
    database: Database, _emptied_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = Stage(database)
    stage.now = stage.now.replace(hour=16)  # in Tokyo it is tomorrow
    await stage.files(await stage.person("Rita"), "The lamp flickers")
    asked = command._make_parser().parse_args(["today", "--json", "--words", "--to", str(tmp_path)])
    given = {"database_url": SecretStr(_emptied_url), "data_dir": tmp_path, "timezone": "Asia/Tokyo"}
    await command.write_export(asked, stage.now, ReportSettings(_env_file=None, **given), asyncio.Event(), Pages())
    written = tmp_path / "pulldesk_2026-11-21_2026-11-21-1.zip"
    assert capsys.readouterr().out == f"{written}\n"
    with zipfile.ZipFile(written) as archive:
        (ticket,) = json.loads(archive.read("tickets.json"))
    assert (ticket["subject"], ticket["comments"], "requester" in ticket) == ("The lamp flickers", 1, False)
    async with database.unit_of_work() as session:
        assert (await session.execute(text("select new from audit"))).scalar_one() == "json, words"
