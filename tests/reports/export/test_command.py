"""`python -m bot export`: one file, audited; what is mistyped is one line and exit code 2."""

import asyncio
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from db.database import Database
from reports.__main__ import ReportSettings
from reports.export import __main__ as command
from tests.desk.stage import Stage

ROOT = Path(__file__).resolve().parents[3]


def _python(url: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    keep = {n: os.environ[n] for n in ("PATH", "HOME", "LANG") if n in os.environ}
    settings = {**keep, "DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PULLDESK_SANDBOX": "test", "LOCALE": "ru"}
    command = [sys.executable, *arguments]
    return subprocess.run(  # noqa: S603
        command, env=settings, input=given, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.broad
async def test_the_command_writes_one_file_and_leaves_a_row(
    database: Database, _emptied_url: str, tmp_path: Path
) -> None:
    done = _python(_emptied_url, "-m", "bot", "export", "2026-11-01..2026-11-02", "--names", "--to", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    written = Path(done.stdout.strip())
    assert written == tmp_path / "pulldesk_2026-11-01_2026-11-02-1.zip"
    with zipfile.ZipFile(written) as archive:
        assert archive.read("tickets.csv").decode("utf-8-sig").startswith("number;status;")
        assert "requester;" in archive.read("tickets.csv").decode()
    async with database.unit_of_work() as session:
        row = (await session.execute(text("select action, object, new, actor_id from audit"))).one()
    assert tuple(row) == ("exported", "export:2026-11-01..2026-11-02", "csv, names", None)


@pytest.mark.broad
async def test_a_command_that_fails_leaves_nothing(database: Database, _emptied_url: str, tmp_path: Path) -> None:
    async with database.unit_of_work() as session:
        await session.execute(text("alter table uses rename to uses_away"))
    try:
        done = _python(_emptied_url, "-m", "bot", "export", "2026-11-01..2026-11-02", "--to", str(tmp_path))
    finally:
        async with database.unit_of_work() as session:
            await session.execute(text("alter table uses_away rename to uses"))
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
    async with database.unit_of_work() as session:
        assert await session.scalar(text("select count(*) from audit")) == 0


async def test_its_days_are_the_desk_s_and_what_has_happened_is_counted_before(
    database: Database, _emptied_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = Stage(database)
    stage.now = stage.now.replace(hour=16)  # in Tokyo it is tomorrow
    await stage.files(await stage.person("Rita"), "The lamp flickers")
    asked = command._parser().parse_args(["today", "--json", "--words", "--to", str(tmp_path)])
    given = {"database_url": SecretStr(_emptied_url), "data_dir": tmp_path, "timezone": "Asia/Tokyo"}
    await command.serve(asked, stage.now, ReportSettings(_env_file=None, **given), asyncio.Event())
    written = tmp_path / "pulldesk_2026-11-21_2026-11-21-1.zip"
    assert capsys.readouterr().out == f"{written}\n"
    with zipfile.ZipFile(written) as archive:
        (ticket,) = json.loads(archive.read("tickets.json"))
    assert (ticket["subject"], ticket["comments"], "requester" in ticket) == ("The lamp flickers", 1, False)
    async with database.unit_of_work() as session:
        assert (await session.execute(text("select new from audit"))).scalar_one() == "json, words"


_ONE_AFTER_THE_OTHER = """
import json, sys
from reports.export.__main__ import main

for arguments in json.load(sys.stdin):
    try:
        code = main(arguments)
    except SystemExit as end:
        code = end.code
    print(f"ended with {code}", file=sys.stderr)
"""


@pytest.mark.broad
def test_what_is_mistyped_is_one_line(database_url: str) -> None:
    mistyped = {
        "ends before": ["2026-11-05..2026-11-01"],
        "export: ": ["fortnight"],
        "days": [],
        "/nowhere is no folder": ["2026-11-01", "--to", "/nowhere"],
    }
    done = _python(database_url, "-c", _ONE_AFTER_THE_OTHER, given=json.dumps(list(mistyped.values())))
    assert (done.returncode, done.stdout) == (0, "")
    lines = done.stderr.splitlines()
    assert lines[1::2] == ["ended with 2"] * len(mistyped)
    assert all(line.startswith("export: ") and said in line for line, said in zip(lines[::2], mistyped, strict=True))
