"""An export's files: parts of a size, cells that no spreadsheet runs, columns that say nothing they should not."""

import csv
import io
import json
import random
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk.metrics import ExportFormat
from desk.metrics.table_writers import FileStyle, make_writer
from reports.export.archive import Archive
from reports.export.export import TABLES, PersonalData
from reports.export.part_files import Opener, open_files_in, open_nameless_files

ENGLISH = FileStyle(ExportFormat.CSV, "en", ZoneInfo("Europe/Moscow"))
RUSSIAN = FileStyle(ExportFormat.CSV, "ru", ZoneInfo("Europe/Moscow"))
JSON = FileStyle(ExportFormat.JSON, "ru", ZoneInfo("Europe/Moscow"))


def _written(style: FileStyle, *values: object) -> str:
    to = io.BytesIO()
    rows = make_writer(to, [f"c{n}" for n in range(len(values))], style)
    rows.write_row(values)
    rows.finish_table()
    return to.getvalue().decode()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+7 900", "'+7 900"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
        ("x;=cmd|' /C calc'!A0;y", "x;'=cmd|' /C calc'!A0;y"),
        ("x\t@SUM(A1)\n =1", "x\t'@SUM(A1)\n '=1"),
        ("=1;+2", "'=1;'+2"),
        ("a=1; b, -5", "a=1; b, -5"),
        ("a=1", "a=1"),
        ("a,b", "a,b"),
        ('say "no"\nnever', 'say "no"\nnever'),
        (None, ""),
        (-5, "-5"),
        (True, "1"),
        (0.5, "0.5"),
        (-3.0, "-3"),
        (90061.25, "90061.25"),
        (datetime(2026, 11, 30, 22, 30, tzinfo=UTC), "2026-12-01 01:30:00"),
    ],
)
def test_a_cell_is_read_back_as_what_it_shows(value: object, cell: str) -> None:
    said = _written(ENGLISH, value, "after")
    assert list(csv.reader(io.StringIO(said[1:], newline="")))[1] == [cell, "after"]


def test_a_language_with_decimal_commas_has_semicolons() -> None:
    assert _written(RUSSIAN, 0.25, "a;b") == '\ufeffc0;c1\r\n0,25;"a;b"\r\n'


def test_nor_is_it_a_formula_where_another_spreadsheet_parts_the_cells() -> None:
    assert "x,'=1" in _written(RUSSIAN, "x,=1")


def test_json_keeps_numbers_text_and_moments_as_they_are() -> None:
    at = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
    assert json.loads(_written(JSON, "=1", 0.25, None, at)) == [
        {"c0": "=1", "c1": 0.25, "c2": None, "c3": "2026-11-30T22:30:00+00:00"}
    ]
    empty = io.BytesIO()
    make_writer(empty, ["c0"], JSON).finish_table()
    assert json.loads(empty.getvalue()) == []


@pytest.mark.parametrize("style", [ENGLISH, JSON])
def test_what_does_not_fit_goes_on_in_the_next_part(tmp_path: Path, style: FileStyle) -> None:
    with open_files_in(tmp_path) as opened:
        archive = _of_three_thousand_rows(opened, style)
        assert {path.suffix for path in tmp_path.iterdir()} == {".unfinished"}
    parts = [tmp_path / part.name for part in archive.parts]
    assert sorted(tmp_path.iterdir()) == sorted(parts)
    assert len(parts) > 2
    assert all(part.stat().st_size < 60_000 for part in parts)
    found: list[int] = []
    for part in parts:
        with zipfile.ZipFile(part) as zipped:
            for name in zipped.namelist():
                text = zipped.read(name).decode("utf-8-sig")
                rows = json.loads(text) if style is JSON else list(csv.DictReader(io.StringIO(text, newline="")))
                found += [int(one["n"]) for one in rows]
    assert found == list(range(3_001))


def _of_three_thousand_rows(opened: Opener, style: FileStyle) -> Archive:
    randbytes = random.Random(1).randbytes
    archive = Archive(opened, "all", style, most=40_000)
    archive.start_table("first", ["n", "words"])
    for n in range(3_000):
        archive.write_row((n, randbytes(40).hex()))
    archive.start_table("second", ["n", "words"])
    archive.write_row((3_000, "last"))
    archive.close()
    return archive


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_of_what_fails_nothing_stays(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), open_files_in(tmp_path) as opened:
        _of_three_thousand_rows(opened, ENGLISH)
        raise error
    assert list(tmp_path.iterdir()) == []


def test_what_is_killed_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with open_nameless_files() as opened:
        archive = _of_three_thousand_rows(opened, ENGLISH)
        assert list(tmp_path.iterdir()) == [], "there is no name under which it could stay"
        archive.parts[0].file.seek(0)
        with zipfile.ZipFile(archive.parts[0].file) as zipped:
            assert zipped.testzip() is None
    assert all(part.file.closed for part in archive.parts)


def test_names_and_words_are_columns_that_can_be_left_out() -> None:
    for table in TABLES:
        bare = table.choose_columns(names=False, words=False)
        assert {one.personal for one in bare} == {PersonalData.NONE}
        assert len({one.name for one in table.columns}) == len(table.columns)
        assert len(table.choose_columns(names=True, words=True)) == len(table.columns)
