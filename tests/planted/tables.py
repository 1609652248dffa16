"""Writes `tests/tiers.json` and `tests/near.json` from what `make tiers` has measured; never edited by hand.

The tests of every day are: all that are cheap; then the others, greedily by the places that only they reach for what
they cost, until the budget is spent; then one for each section of the contract that has none yet. Names of what a
change touches lead to the tests that reach it (`tests/near.py`). Must not know what the tests are about.
"""

import heapq
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.planted.loader import ROOT, find_all
from tests.planted.reach import Measured, read
from tests.tiers import DEFINED, LONG, TABLE, UNMEASURED

CHEAP_SECONDS = 0.25
FLOW_SECONDS = 55.0
READS_SOURCE_SECONDS = 3.0
"""What a test of documents and source may cost; what these read is read once for all of them."""
_LISTED_SECONDS = 0.05
_NEAR_EACH = 5
_SHARED = 'scope="module"'
_UNMEASURED_SECONDS = 5.0
FIRST_LOOK = {
    "tests/browser/test_first_minute.py::test_a_newcomer_sees_a_request_answered_within_five_presses",
    "tests/browser/test_first_minute.py::test_the_link_to_the_panel_signs_the_admin_in",
    "tests/browser/test_story.py::test_a_request_from_its_first_word_to_five_stars",
}
"""What runs every day in a browser, on the demo."""
NEAR = ROOT / "tests" / "near.json"
_BROWSER = re.compile(r"chromium|playwright")


def price_shared(measured: dict[str, Measured]) -> dict[str, Measured]:
    """Return the tests with the price of what their module makes once, which whoever runs any of them pays."""
    dearest: dict[str, float] = defaultdict(float)
    for one in measured.values():
        dearest[_file(one.name)] = max(dearest[_file(one.name)], one.seconds)
    shares = {path for path in dearest if _SHARED in (ROOT / path).read_text("utf-8")}
    return {
        name: replace(one, seconds=dearest[_file(name)]) if _file(name) in shares else one
        for name, one in measured.items()
    }


def choose_daily(measured: dict[str, Measured]) -> set[str]:
    """Return the names of the tests that run every day."""
    browser = {path for path in {_file(one.name) for one in measured.values()} if _uses_browser(path)}
    daily = {one.name for one in measured.values() if _is_cheap(one) and _file(one.name) not in browser}
    reached = set().union(*(measured[name].reached for name in daily))
    dear = [one for one in measured.values() if one.name not in daily and _file(one.name) not in browser]
    left = FLOW_SECONDS - sum(measured[name].seconds for name in daily if name.startswith("tests/flows/"))
    for one in _by_gain(dear, reached):
        if one.seconds <= left:
            daily.add(one.name)
            left -= one.seconds
    return daily | set(_of_sections(measured, daily))


def _is_cheap(one: Measured) -> bool:
    if not one.database and not one.reached:
        return one.seconds <= READS_SOURCE_SECONDS
    limit = CHEAP_SECONDS if not one.name.startswith("tests/flows/") else CHEAP_SECONDS / 3
    return one.seconds <= limit


def _by_gain(tests: Iterable[Measured], reached: set[int]) -> Iterable[Measured]:
    """Go through tests, each time that which reaches most new places for its seconds; end when none reaches any."""
    waiting = [(-len(one.reached) / max(one.seconds, 0.01), one.name, one) for one in tests]
    heapq.heapify(waiting)
    while waiting:
        claimed, name, one = heapq.heappop(waiting)
        gain = -len(one.reached - reached) / max(one.seconds, 0.01)
        if gain == 0:
            continue
        if waiting and gain > waiting[0][0] and not math.isclose(gain, claimed):
            heapq.heappush(waiting, (gain, name, one))
            continue
        yield one
        reached |= one.reached


def _of_sections(measured: dict[str, Measured], daily: set[str]) -> Iterable[str]:
    """Find the cheapest test of each section of the contract that has none."""
    told = {section for name in daily for section in measured[name].sections}
    cheapest: dict[str, Measured] = {}
    for one in measured.values():
        for section in one.sections - told:
            if section not in cheapest or one.seconds < cheapest[section].seconds:
                cheapest[section] = one
    return [one.name for one in cheapest.values()]


def _file(name: str) -> str:
    return name.partition("::")[0]


def _uses_browser(path: str) -> bool:
    return bool(_BROWSER.search((ROOT / path).read_text("utf-8")))


def write_tiers(measured: dict[str, Measured], daily: set[str]) -> None:
    """Write what is known of each test that is not both cheap and of every day."""
    table: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for name in sorted(measured):
        path, _, test = name.partition("::")
        if name not in daily or measured[name].seconds >= _LISTED_SECONDS:
            table[path]["daily" if name in daily else "rest"][test] = round(measured[name].seconds, 2)
    for name in _unmeasured():
        path, _, test = name.partition("::")
        table[path]["daily" if name in FIRST_LOOK else "rest"][test] = _UNMEASURED_SECONDS
    TABLE.write_text(json.dumps(table, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def _unmeasured() -> Iterator[str]:
    """Find the tests that run for long or in processes of their own, but those of `make long`."""
    for start in sorted(set(UNMEASURED) - set(LONG)):
        place = ROOT / "tests" / start
        for path in [place] if place.is_file() else sorted(place.rglob("test_*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name.removeprefix("tests/") not in LONG:
                yield from (f"{name}::{test}" for test in DEFINED.findall(path.read_text("utf-8")))


def write_near(measured: dict[str, Measured], daily: set[str]) -> None:
    """Write for each function of the product the cheapest tests, not of every day, that reach it."""
    function_of = {
        number: (path.relative_to(ROOT).as_posix(), one.function) for number, (path, one) in find_all().items()
    }
    tests = sorted((one for one in measured.values() if one.name not in daily), key=lambda one: one.seconds)
    near: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, one in enumerate(tests):
        for path, function in {function_of[number] for number in one.reached if number in function_of}:
            if len(near[path][function]) < _NEAR_EACH:
                near[path][function].append(at)
    lines = [f" {json.dumps(path)}: {json.dumps(near[path], sort_keys=True)}" for path in sorted(near)]
    names = json.dumps([one.name for one in tests], indent=1)
    NEAR.write_text('{"tests": ' + names + ',\n"functions": {\n' + ",\n".join(lines) + "\n}}\n", "utf-8")


def main() -> None:
    """Write both tables and say what they come to."""
    measured = price_shared(read())
    daily = choose_daily(measured)
    write_tiers(measured, daily)
    write_near(measured, daily)
    say = sys.stdout.write
    everything = set().union(*(one.reached for one in measured.values()))
    places = set().union(*(measured[name].reached for name in daily))
    for folder in ("tests/flows", "tests/desk", "tests"):
        mine = [one for name in daily if name.startswith(folder) for one in [measured[name]]]
        total = [one for name, one in measured.items() if name.startswith(folder)]
        say(
            f"{folder}: {len(mine)} of {len(total)} tests, {sum(one.seconds for one in mine):.0f} of "
            f"{sum(one.seconds for one in total):.0f} CPU seconds\n"
        )
    say(f"places: {len(places)} of {len(everything)} that all tests reach\n")


if __name__ == "__main__":
    main()
