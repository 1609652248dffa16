"""The tests of every day are chosen by what they cost and reach; what a change touches leads to the tests near it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import near, tiers
from tests.planted import tables
from tests.planted.reach import Measured

_PAGE = "tests/test_docs.py"  # any file without a browser


def _test(name: str, seconds: float, *reached: int, section: str = "", database: bool = True) -> Measured:
    sections = frozenset({section} if section else ())
    return Measured(f"{_PAGE}::{name}", seconds, database, sections, frozenset(reached))


def test_cheap_ones_stay_and_of_the_dear_those_that_reach_most_for_their_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FLOW_SECONDS", 5.0)
    measured = {
        one.name.partition("::")[2]: one
        for one in (
            _test("cheap", 0.1, 1),
            _test("reaches_what_is_reached", 1.0, 1),
            _test("reaches_much", 2.0, *range(2, 40)),
            _test("reaches_the_same_for_less", 1.0, *range(2, 30)),
            _test("too_dear", 9.0, 90, 91),
            _test("tells_a_section", 8.0, 1, section="2.1 A section"),
            _test("tells_it_for_less", 7.0, 1, section="2.1 A section"),
        )
    }
    named = {one.name: one for one in measured.values()}
    daily = {name.partition("::")[2] for name in tables.choose_daily(named)}
    assert daily == {"cheap", "reaches_much", "reaches_the_same_for_less", "tells_it_for_less"}


def test_each_test_is_in_one_half_and_in_about_a_twelfth_of_the_commits() -> None:
    names = [f"tests/test_x.py::test_{at}" for at in range(1200)]
    halves = [{name for name in names if tiers.is_in_part(name, half)} for half in ("1/2", "2/2")]
    assert halves[0] | halves[1] == set(names)
    assert not halves[0] & halves[1]
    drawn = {name for name in names if tiers.is_in_part(name, "0a1b2c")}
    assert 60 < len(drawn) < 150
    assert drawn != {name for name in names if tiers.is_in_part(name, "0a1b2d")}


def test_the_lines_of_a_change_lead_to_the_functions_around_them() -> None:
    diff = "+++ b/desk/x.py\n@@ -3,0 +4,2 @@\n+a\n+b\n@@ -9 +11,0 @@\n-c\n+++ b/web/y.py\n@@ -1 +1 @@\n"
    assert near.changed_lines(diff) == {"desk/x.py": {4, 5, 11}, "web/y.py": {1}}
    source = "def one():\n    pass\n\n\nclass Two:\n    async def three(self):\n        def four():\n            pass\n"
    assert near.functions_at(source, {1}) == {"one"}
    assert near.functions_at(source, {8}) == {"Two.three", "Two.three.four"}
    assert near.functions_at(source, {3}) == set()


def test_the_table_has_not_grown_old() -> None:
    """A test that was renamed or is new runs every day, so a few do no harm."""
    named: dict[str, set[str]] = {}
    for name in tiers.costs():
        path, _, test = name.partition("::")
        named.setdefault(path, set()).add(test)
    gone = {f"{path}::{test}" for path, tests in named.items() for test in tests - _defined(tiers.ROOT / path)}
    assert len(gone) <= 60, "so many tests are gone that the choice is no more what was measured: run `make tiers`"


def _defined(path: Path) -> set[str]:
    return set(tiers.DEFINED.findall(path.read_text("utf-8"))) if path.exists() else set()


def test_our_options_are_written_with_an_equals_sign() -> None:
    """pytest reads its arguments before it knows our options: a file after a space is then all that it collects."""
    made = (tiers.ROOT / "Makefile").read_text("utf-8")
    assert not re.findall(r"--(?:tier|named|part|case|records) ", made)


_FOLDED = """
import pytest

@pytest.mark.parametrize("number", [1, 2, 3])
def test_is_odd(number):
    assert number % 2

@pytest.mark.parametrize("number", [1, pytest.param(2, marks=pytest.mark.skip)])
def test_marked(number):
    assert number == 1

@pytest.mark.parametrize("number", [1, 2])
def test_with_a_fixture(number, tmp_path):
    assert number
"""


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ((), ["case 2", "1 failed, 3 passed, 1 skipped"]),
        (("--case", "3"), ["4 passed, 1 skipped"]),
    ],
)
def test_cases_of_a_pure_test_are_one_item(tmp_path: Path, options: tuple[str, ...], lines: list[str]) -> None:
    (tmp_path / "test_folded.py").write_text(_FOLDED)
    plugin = (
        "from tests.cases import *\nfrom tests import cases\ndef pytest_addoption(parser): cases.add_option(parser)\n"
    )
    (tmp_path / "conftest.py").write_text(plugin)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        f"--rootdir={tmp_path}",
        *options,
        str(tmp_path),
    ]
    run = subprocess.run(  # noqa: S603
        [*command, "-c", "/dev/null"], cwd=tiers.ROOT, capture_output=True, text=True, check=False
    )
    assert all(line in run.stdout for line in lines), run.stdout
