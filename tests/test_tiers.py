"""The tests of every day are chosen by what they cost and reach; what a change touches leads to the tests near it."""

import json
import re
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import near, reach, tiers
from tests.planted import tables
from tests.reach import Reach
from tests.tiers import Cost

_PAGE = "tests/test_docs.py"  # any file without a browser


def _test(seconds: float, *reached: int) -> Reach:
    return Reach(seconds, True, 7, frozenset(map(str, reached)))


def test_cheap_ones_stay_and_of_the_dear_those_that_reach_most_for_their_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FLOW_SECONDS", 5.0)
    measured = {
        "cheap": _test(0.1, 1),
        "reaches_what_is_reached": _test(2.0, 1),
        "reaches_much": _test(2.0, *range(2, 40)),
        "reaches_the_same_for_less": _test(1.0, *range(2, 30)),
        "too_dear": _test(9.0, 90, 91),
        "notices_alone": _test(2.0, 1),
    }
    named = {f"{_PAGE}::{name}": one for name, one in measured.items()}
    daily = {name.partition("::")[2] for name in tables.choose_daily(named, Counter({f"{_PAGE}::notices_alone": 2}))}
    assert daily == {"cheap", "notices_alone", "reaches_much", "reaches_the_same_for_less"}


def test_a_new_dear_test_goes_to_the_rest_and_what_ran_is_noted() -> None:
    before = {f"{_PAGE}::{name}": Cost(1.0, name == "daily", 3) for name in ("daily", "ran", "did_not_run")}
    seconds = {"daily": 1.3, "ran": 2.0, "new_and_cheap": 0.01, "new_and_dear": 1.0}
    measured = {f"{_PAGE}::{name}": replace(_test(one), cases=3) for name, one in seconds.items()}
    after = tables.tier_costs(measured, before)
    assert {name.partition("::")[2]: tuple(cost) for name, cost in after.items()} == {
        "daily": (1.0, True, 0),
        "ran": (6.0, False, 7),
        "did_not_run": (1.0, False, 3),
        "new_and_dear": (3.0, False, 7),
    }


def test_each_of_twelve_landings_takes_as_long_and_all_of_them_run_everything() -> None:
    rest = {f"tests/flows/test_x.py::test_{at}": Cost(0.1 * (at % 9), False, at % 4) for at in range(900)}
    rest |= {f"tests/browser/test_x.py::test_{at}": Cost(5.0 + at % 7, False) for at in range(30)}
    rest |= {"tests/browser/test_x.py::test_long": Cost(30, False, 2), "tests/test_x.py::test_long": Cost(20, False, 3)}
    rest["tests/test_x.py::test_dear"] = Cost(240, False, 3)
    assert tiers.find_dear(rest) == {"tests/test_x.py::test_dear"}
    twelfth = sum(one.seconds for one in rest.values()) / tiers.PARTS
    for landing in range(4, 4 + 3 * tiers.PARTS):
        walked = list(tiers.walk(rest, landing))
        assert any(name.startswith("tests/browser/") for name in walked)
        assert twelfth * 0.85 < sum(rest[name].seconds for name in walked) + 240 / tiers.PARTS < twelfth * 1.15
        rest |= {name: rest[name]._replace(last=landing) for name in walked}
        waited = [landing - one.last for name, one in rest.items() if name != "tests/test_x.py::test_dear"]
        assert max(waited) < tiers.PARTS or landing < 4 + tiers.PARTS


class _Asked:
    """A run with the walk and one name beside it."""

    def __init__(self, named: Path) -> None:
        self._options = {"--tier": "rest", "--part": "walk", "--named": str(named)}

    def getoption(self, name: str) -> str:
        return self._options[name]


def test_a_walk_puts_off_what_may_wait_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dear comes first; last what may wait, of it first what has waited longest. What was put off has not run."""
    known = {"recent": (1, 90), "near": (1, 90), "dear": (9, 0), "old": (1, 89), "overdue": (1, 1), "other": (1, 0)}
    names = [f"tests/x.py::{name}" for name in known]
    table = {f"tests/x.py::{name}": Cost(seconds, False, last) for name, (seconds, last) in known.items()}
    for name, value in (("costs", table), ("landing", 90), ("dear", ()), ("_walked", names[:1] + names[2:5])):
        monkeypatch.setattr(tiers, name, lambda value=value: value)
    monkeypatch.setattr(tiers, "put_off", set())
    monkeypatch.setattr(tiers, "_may_wait", set())
    monkeypatch.setattr(tiers, "WALK_SECONDS", 0.0)
    (tmp_path / "near").write_text(f"{names[1]}\n")
    session = SimpleNamespace(stash=pytest.Stash())
    items: Any = [SimpleNamespace(nodeid=name, fixturenames=(), session=session) for name in names]
    chosen = sorted(tiers._chosen(_Asked(tmp_path / "near"), items), key=tiers._turn)  # type: ignore[arg-type]
    assert [one.nodeid[12:] for one in chosen] == ["dear", "near", "overdue", "old", "recent"]
    for one in chosen:
        with suppress(pytest.skip.Exception):
            tiers.pytest_runtest_setup(one)
    assert tiers.put_off == {one.nodeid for one in chosen[3:]}
    monkeypatch.setattr(reach, "_seen", seen := {})
    noting = reach.pytest_runtest_protocol(chosen[-1])
    next(noting)
    with pytest.raises(StopIteration):
        noting.send(None)
    assert not seen


def test_what_one_worker_made_for_all_cases_is_shared_by_the_cases_of_all_workers(tmp_path: Path) -> None:
    """The newest landing says what they cost, all landings what they reach."""
    for landing, worker, seconds, ran in ((6, "gw2", 9.0, 5), (7, "gw0", 0.1, 98), (7, "gw1", 5.1, 2)):
        row = [seconds, True, [0], 120, ran]
        tests = {"x": row, "tests/chaos/test_chaos.py::y": row, "tests/test_growth.py::y": row}
        written = {"landing": landing, "functions": [worker], "tests": tests}
        (tmp_path / f"rest-{worker}.json").write_text(json.dumps(written))
    found = reach.read(tmp_path)
    assert list(found) == ["x"], "days of chaos and the like are in no tier that is chosen"
    one = found["x"]
    assert (round(one.seconds, 6), one.landing, one.cases, one.ran) == (0.2, 7, 120, 100)
    assert one.reached == {"gw0", "gw1", "gw2"}


def test_a_run_with_planted_mistakes_tells_no_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options: Any = SimpleNamespace(config=SimpleNamespace(getoption=lambda name, none=None: none))
    monkeypatch.setattr(reach, "FOLDER", tmp_path)
    for reached in (set(), {"desk/x.py::x"}):
        assert not list(tmp_path.iterdir())
        monkeypatch.setattr(reach, "_seen", {"x": SimpleNamespace(cases=[""], database=False, reached=reached)})
        monkeypatch.setattr(reach.budgets, "seconds_of", lambda _: 1.0)
        reach.pytest_sessionfinish(options)
    assert list(reach.read(tmp_path)) == ["x"]


def test_each_test_is_in_one_half() -> None:
    halves = [{name for name in tiers.costs() if tiers.is_in_part(name, half)} for half in ("1/2", "2/2")]
    assert halves[0] | halves[1] == set(tiers.costs())
    assert not halves[0] & halves[1]


_REACHED = '''
"""A module."""
from __future__ import annotations

async def waits():
    """Say what it is."""
    return 1

def yields():
    yield from (lambda: within())()

def within():
    def inner():
        return [1]
    return inner()

class Two:
    def never(self): ...
    @property
    def three(self): return 3
'''


async def test_coroutines_generators_and_what_is_within_are_noted_where_they_begin(tmp_path: Path) -> None:
    path = tiers.ROOT / "desk" / f"{tmp_path.name}.py"  # there is no such file
    made: dict[str, Any] = {}
    for _ in range(2):  # compiled, then as it was kept
        exec(reach.noting(_REACHED, str(path)), made)  # noqa: S102
        before = reach.take_reached()
        assert (await made["waits"](), list(made["yields"]()), made["Two"]().three) == (1, [1], 3)
        noted = {"waits", "yields", "within", "within.inner", "Two.three"}
        assert reach.take_reached() == {f"desk/{path.name}::{name}" for name in noted}
        for name in before:
            reach.note_reached(name)
    assert (made["waits"].__doc__, made["__doc__"]) == ("Say what it is.", "A module.")


def test_a_function_has_the_tests_of_runs_and_table_else_those_of_its_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "FOLDER", tmp_path)
    ran = ["tests/test_tiers.py::test_each_test_is_in_one_half", "tests/test_tiers.py::test_that_is_gone"]
    rows = {name: [1.0, False, [0, 1]] for name in ran}
    (tmp_path / "daily-gw0.json").write_text(
        json.dumps({"landing": 1, "functions": ["desk/desk.py::x", "desk/none.py::x"], "tests": rows})
    )
    path, functions = next(iter(tiers.table()["near"].items()))
    known = f"{path}::{next(iter(functions))}"
    new = [f"{path}::new" for path in ("desk/desk.py", "ops/__main__.py", "desk/none.py", "desk/gone.py")]
    found = near.tests_of(["desk/desk.py::x", known, *new])
    assert found["desk/desk.py::x"] == near.Tests(daily={ran[0]})
    assert found[known].rest
    assert found["desk/desk.py::new"].importing
    assert found["ops/__main__.py::new"].importing
    assert found["desk/none.py::new"] == near.Tests(importing={ran[0]})
    assert found["desk/gone.py::new"] == near.Tests()


def test_a_dear_test_takes_no_place_of_others_and_what_alone_reaches_a_function_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {"dear": Cost(70, False), "cheap": Cost(20, False), "alone": Cost(90, False), "cheaper": Cost(15, False)}
    monkeypatch.setattr(near, "costs", lambda: known)
    reaching = [near.Tests(daily={"x"}, rest=set(known)), near.Tests(rest={"alone"})]
    assert list(near.fit(["cheap", "dear", "cheaper", "alone"], reaching)) == ["cheap", "cheaper", "alone"]


def test_a_landing_is_compared_with_the_last_green_head_or_what_is_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near, "ROOT", tmp_path)

    tried: list[int] = []

    def commit(landing: int) -> str:
        tried.append(landing)
        (tmp_path / "tests").mkdir(exist_ok=True)
        (tmp_path / "tests" / "tiers.json").write_text(f'{{\n "landing": {landing},\n "more": {len(tried)}\n}}')
        for asked in ("init -q", "add .", "-c user.name=a -c user.email=a@a.invalid commit -qm x"):
            subprocess.run(["git", *asked.split()], cwd=tmp_path, check=True)  # noqa: S603, S607
        return near._git("rev-parse", "HEAD")

    first = commit(1)
    assert near.changed(near.base()) == {}
    (tmp_path / "tests" / "x.py").write_text("def one():\n    return 1\n")
    second = commit(2)
    assert near.base() == first
    assert near.changed(first) == {"tests/x.py": {"one"}}
    commit(2)
    assert near.base() == first, "only a table was written anew"
    commit(3)
    assert near.base() == second
    near._git("update-ref", "refs/remotes/origin/ci/green", first)
    assert near.base() == first
    near._git("update-ref", "refs/heads/ci/green", second)
    assert near.base() == second


def test_each_red_test_is_there_and_has_its_day() -> None:
    lines = [one for one in (tiers.ROOT / "tests/unstable.md").read_text("utf-8").splitlines() if one.startswith("- ")]
    found = [re.match(r"- 20\d\d-\d\d-\d\d `([^`\[]+)`: ", line) for line in lines]
    assert all(one is not None and near.is_there(one[1]) for one in found)


def test_the_lines_of_a_change_lead_to_the_functions_around_them() -> None:
    diff = "+++ b/desk/x.py\n@@ -3,0 +4,2 @@\n+a\n+b\n@@ -9 +11,0 @@\n-c\n+++ b/web/y.py\n@@ -1 +1 @@\n"
    assert near.changed_lines(diff) == {"desk/x.py": {4, 5, 11}, "web/y.py": {1}}
    source = "def one():\n    pass\n\n\nclass Two:\n    async def three(self):\n        def four():\n            pass\n"
    assert near.functions_at(source, {1}) == {"one"}
    assert near.functions_at(source, {8}) == {"Two.three", "Two.three.four"}
    assert near.functions_at(source, {3}) == set()


def test_the_table_has_not_grown_old() -> None:
    """A test that was renamed or is new runs every day, so a few do no harm."""
    gone = [name for name in tiers.costs() if not near.is_there(name)]
    assert len(gone) <= 60, "so many tests are gone that the choice is no more what was measured: run `make tiers`"


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
