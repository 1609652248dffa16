"""Which tests run every day, and which before a release: chosen by what they cost and what only they reach.

`tests/tiers.json` is written by `make tiers` (`tests/planted/tables.py`) from what runs have seen, never by hand. It
names the tests that are not run every day; a test that it does not know runs every day, until the next table.
Each landing raises the table's number and runs the twelfth of the rest that has waited longest (`--part=walk`), by
seconds; of what is dear, and of the other cases of tests of every day, each landing runs a twelfth of the cases. After
some minutes the walk leaves what has waited less than twelve landings to the next one.
Must not know what the tests are about.
"""

import json
import os
import re
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import records

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "tiers.json"
PARTS = 12
LONG = (
    "chaos", "kill", "operation", "reports/test_child.py", "browser/test_contract.py", "browser/test_trouble.py",
    "test_growth.py",
)  # fmt: skip
"""What takes minutes, under `tests`: days of chaos, kills, processes. `make long` runs it."""
_MOST_CASES_SECONDS = 0.15
"""How much all cases of a test with a database may cost together to run every day; otherwise its first case runs."""
_UNKNOWN_SECONDS = 0.06
_FIRST_SECONDS = 3.0
WALK_SECONDS = 180.0
"""For how long a walk begins tests that may wait."""
_may_wait: set[str] = set()
put_off: set[str] = set()
"""The cases that this process has left for the next landing."""
_began = pytest.StashKey[float]()
_cases: dict[str, int] = {}
"""How many cases each test function has that was collected."""
DEFINED = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


class Cost(NamedTuple):
    """What a test costs, in CPU seconds of a quiet machine (one case of those of every day, all cases of the rest),
    whether it runs every day, and the landing in which one of the rest ran last."""

    seconds: float
    daily: bool
    last: int = 0


@cache
def table() -> dict[str, Any]:
    """Return the table: `landing`, its number; `tests` by file and tier; `cases`, those of every day that the judge
    chose; `near`, by file and function the numbers of some of the rest that reach it."""
    empty: dict[str, Any] = {"landing": 0, "tests": {}, "cases": {}, "near": {}}
    return json.loads(TABLE.read_text("utf-8")) if TABLE.exists() else empty


def landing() -> int:
    """Return how many landings the table has seen."""
    return int(table()["landing"])


@cache
def costs() -> dict[str, Cost]:
    """Return what is known of each test function, by its name (`tests/…/test_x.py::test_y`)."""
    found = {}
    for path, of_tier in table()["tests"].items():
        found |= {f"{path}::{name}": Cost(seconds, daily=True) for name, seconds in of_tier.get("daily", {}).items()}
        rest = of_tier.get("rest", {}).items()
        found |= {f"{path}::{name}": Cost(seconds, daily=False, last=last) for name, (_, seconds, last) in rest}
    return found


_TIERS = ["daily", "rest", "long", "all"]


def add_options(parser: pytest.Parser) -> None:
    """Add the options that choose a tier and a part of it."""
    parser.addoption("--tier", choices=_TIERS, default="all", help="which tests to run (tests/tiers.py)")
    parser.addoption("--part", metavar="PART", help="walk: what has waited longest; 1/2: one of two parts")
    parser.addoption("--named", metavar="FILE", help="run what this file names, a line each, beside the part")


@cache
def _settled_files() -> frozenset[str]:
    """Return the files none of whose tests run every day: every one of them is known and dear."""
    known: dict[str, set[str]] = defaultdict(set)
    for name, cost in costs().items():
        path, _, test = name.partition("::")
        if not cost.daily:
            known[path].add(test)
    return frozenset(
        str(ROOT / path)
        for path, tests in known.items()
        if (ROOT / path).exists() and set(DEFINED.findall((ROOT / path).read_text("utf-8"))) <= tests
    )


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no file that holds nothing to run."""
    tier, named = config.getoption("--tier"), None if config.getoption("--part") else _named(config)
    path = os.path.relpath(collection_path, ROOT / "tests")
    is_file = collection_path.suffix == ".py"
    left_out = (
        (tier == "daily" and str(collection_path) in _settled_files())
        or (tier in {"daily", "rest"} and path in LONG)
        or (tier == "long" and is_file and not path.startswith(LONG))
        or (named is not None and is_file and f"tests/{path}" not in {one.partition("::")[0] for one in named})
    )
    return True if left_out else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not belong to the tier, the part or the names. A share of a dear test stays in one worker, as
    what its cases have in common is dear too."""
    kept = sorted(_chosen(config, items), key=_turn)
    out = set(items) - set(kept)
    items[:] = kept
    if out:
        config.hook.pytest_deselected(items=list(out))


def _turn(item: pytest.Item) -> tuple[int, float]:
    """Return by what tests are sorted: the dear ones first, so that no worker is left with one at the end; then the
    others as they stand; last what may wait for the next landing, of it first what has waited longest."""
    cost = costs().get(function_of(item), Cost(0.0, daily=True))
    if function_of(item) in _may_wait:
        return 1, cost.last
    return 0, -cost.seconds if cost.seconds >= _FIRST_SECONDS else 0.0


def _chosen(config: pytest.Config, items: list[pytest.Item]) -> Iterator[pytest.Item]:
    tier, part, named = config.getoption("--tier"), config.getoption("--part"), _named(config)
    by_function: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        by_function[function_of(item)].append(item)
    for name, cases in by_function.items():
        _cases[name] = len(cases)
        is_named = named is not None and name in named
        if not is_named and named is not None and part is None:
            continue
        daily = daily_cases(name, cases)
        of_tier = {"daily": daily, "rest": [one for one in cases if one not in daily]}.get(tier, cases)
        if (part == "walk" or is_named) and name in dear():
            of_tier = _share(of_tier)
            for one in of_tier:
                one.add_marker(pytest.mark.xdist_group(one.path.stem.replace("_", "")))
        elif is_named:
            pass
        elif part == "walk" and ((known := costs().get(name)) is None or known.daily):
            of_tier = _share(of_tier)
        elif part is not None and not is_in_part(name, part):
            continue
        elif part == "walk" and costs()[name].last > landing() + 1 - PARTS:
            _may_wait.add(name)
        yield from of_tier


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Put off what may wait for the next landing once a walk has taken its time: what a test that has never been seen
    takes is a guess."""
    began = item.session.stash.setdefault(_began, time.monotonic())
    if function_of(item) in _may_wait and time.monotonic() >= began + WALK_SECONDS:
        put_off.add(item.nodeid)
        pytest.skip("it waits for the next landing")


def is_in_part(name: str, part: str) -> bool:
    """Return True if a test belongs as a whole to a part: to `1/3` or the like, or to the walk."""
    if found := re.fullmatch(r"(\d+)/(\d+)", part):
        return zlib.crc32(name.encode()) % int(found[2]) == int(found[1]) - 1
    return name in _walked()


def _share(cases: list[pytest.Item]) -> list[pytest.Item]:
    return [one for one in cases if find_turn(one.nodeid) == landing() % PARTS]


def find_turn(case: str) -> int:
    """Return in which of twelve landings a case runs, of a test that is run by cases."""
    return zlib.crc32(case.encode()) % PARTS


def _rest() -> dict[str, Cost]:
    return {name: cost for name, cost in costs().items() if not cost.daily}


@cache
def _walked() -> frozenset[str]:
    return frozenset(walk(_rest(), landing() + 1))


@cache
def dear() -> frozenset[str]:
    """Return the tests of which each landing runs a twelfth of the cases."""
    return frozenset(find_dear(_rest()))


def find_dear(rest: dict[str, Cost]) -> set[str]:
    """Return what would take half of a landing's twelfth."""
    most = _sum(rest.values()) / PARTS / 2
    return {name for name, cost in rest.items() if cost.seconds > most and not _is_in_browser(name)}


def walk(rest: dict[str, Cost], now: int) -> Iterator[str]:
    """Go through the tests that a landing runs beside its share of the dear ones: from that which ran longest ago, what
    fits into an eleventh of the seconds, so that the twelfth landing is not late; the first one always fits. Of this a
    browser has its share."""
    shared = find_dear(rest)
    left = 0.0
    for browser in (True, False):
        mine = {name: cost for name, cost in rest.items() if name not in shared and _is_in_browser(name) == browser}
        left += _sum(mine.values()) / (PARTS - 1)
        for at, name in enumerate(sorted(mine, key=lambda name: (rest[name].last, zlib.crc32(name.encode())))):
            if at == 0 or rest[name].seconds <= left or rest[name].last <= now - PARTS:
                yield name
                left -= rest[name].seconds


def _sum(costs: Iterable[Cost]) -> float:
    return sum(cost.seconds for cost in costs)


def _is_in_browser(name: str) -> bool:
    return name.startswith("tests/browser/")


def count_cases(name: str) -> int:
    """Return how many cases of a test function were collected, those of other tiers too."""
    return _cases.get(name, 1)


def takes_database(item: pytest.Item) -> bool:
    """Return True for a test that PostgreSQL works for."""
    return bool({"database", "database_url", "server"} & set(getattr(item, "fixturenames", ())))


def daily_cases(name: str, cases: list[pytest.Item]) -> list[pytest.Item]:
    """Return which of a function's cases run every day: none, all, or one: that which the judge saw notice most, else
    the first if it has a record, else the last, as the plain one is written first."""
    known = costs().get(name)
    if known is not None and not known.daily:
        return []
    seconds = known.seconds if known is not None else _UNKNOWN_SECONDS
    if not takes_database(cases[0]) or seconds * len(cases) <= _MOST_CASES_SECONDS:
        return cases
    chosen = [one for one in cases if one.nodeid.startswith(f"{name}{table()['cases'].get(name)}")]
    return chosen or [cases[0 if records.path_of(cases[0]).exists() else -1]]


def function_of(item: pytest.Item) -> str:
    """Return the name of the function that an item is a case of."""
    return re.sub(r"@\w+$", "", item.nodeid.partition("[")[0])


@cache
def _named(config: pytest.Config) -> frozenset[str] | None:
    """Return the names of the file that the option names, or None."""
    path: Any = config.getoption("--named")
    if path is None:
        return None
    return frozenset(Path(os.fspath(path)).read_text("utf-8").split())


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Take it for a success if a file of names had nothing to run: what it names may be gone, or run every day."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and session.config.getoption("--named") is not None:
        session.exitstatus = pytest.ExitCode.OK
