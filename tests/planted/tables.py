"""`make tiers`: folds what runs have seen (`tests/reach.py`) and judged (`make planted`) into `tests/tiers.json`.

    python -m tests.planted.tables [--of CHECKOUT] [--choose]

Each landing folds once: its number is raised, and what ran is noted with it. A new test that is cheap stays among those
of every day, a dear one goes to the rest. `--choose` chooses anew, after a run of all tests (`make test wide`): all
that are cheap; then what noticed mistakes that no test of every day noticed; then the others, greedily by the functions
that few reach for what they cost, until the budget is spent.
Must not know what the tests are about.
"""

import argparse
import heapq
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import near, reach, sentences, tiers
from tests.planted.loader import ROOT, modules
from tests.reach import Reach
from tests.tiers import TABLE, Cost

CHEAP_SECONDS = 0.25
FLOW_SECONDS = 55.0
READS_SOURCE_SECONDS = 3.0
"""What a test of documents and source may cost; what these read is read once for all of them."""
_LISTED_SECONDS = 0.05
_NEAR_EACH = 6
FIRST_LOOK = {
    "tests/browser/test_first_minute.py::test_a_newcomer_sees_a_request_answered_within_five_presses",
    "tests/browser/test_first_minute.py::test_the_link_to_the_panel_signs_the_admin_in",
    "tests/browser/test_story.py::test_a_request_from_its_first_word_to_five_stars",
}
"""What runs every day in a browser, on the demo."""
_BROWSER = re.compile(r"chromium|playwright")


def choose_daily(measured: dict[str, Reach], caught: Counter[str]) -> set[str]:
    """Return the names of the tests that run every day; `caught`: how many mistakes each alone noticed."""
    daily = {name for name, one in measured.items() if is_cheap(name, one)}
    dear = {name: one for name, one in measured.items() if name not in daily and not _uses_browser(_file(name))}
    covered = Counter(function for name in daily for function in measured[name].reached)
    left = FLOW_SECONDS - sum(measured[name].seconds for name in daily if name.startswith("tests/flows/"))
    first = sorted(caught.keys() & dear.keys(), key=lambda name: (-caught[name] / dear[name].seconds, name))
    for name in (*first, *_by_gain({name: one for name, one in dear.items() if name not in first}, covered)):
        if dear[name].seconds <= left:
            daily.add(name)
            left -= dear[name].seconds
            covered.update(dear[name].reached)
    return daily


def is_cheap(name: str, one: Reach) -> bool:
    """Return True for what runs every day whatever it reaches."""
    if _uses_browser(_file(name)):
        return name in FIRST_LOOK
    if not one.database and not one.reached:
        return one.seconds <= READS_SOURCE_SECONDS
    return one.seconds <= (CHEAP_SECONDS if not name.startswith("tests/flows/") else CHEAP_SECONDS / 3)


def _by_gain(tests: dict[str, Reach], covered: Counter[str]) -> Iterator[str]:
    """Go through tests, each time that which reaches most for its seconds; what n tests reach counts 1 / (1 + n)²."""

    def gain(name: str) -> float:
        return -sum(1 / (1 + covered[one]) ** 2 for one in tests[name].reached) / max(tests[name].seconds, 0.01)

    waiting = [(gain(name), name) for name in tests]
    heapq.heapify(waiting)
    while waiting:
        claimed, name = heapq.heappop(waiting)
        now = gain(name)
        if waiting and now > waiting[0][0] and not math.isclose(now, claimed):
            heapq.heappush(waiting, (now, name))
        else:
            yield name


def _file(name: str) -> str:
    return name.partition("::")[0]


def _uses_browser(path: str) -> bool:
    return bool(_BROWSER.search((ROOT / path).read_text("utf-8")))


def tier_costs(measured: dict[str, Reach], before: dict[str, Cost], chosen: set[str] | None = None) -> dict[str, Cost]:
    """Return what the table will say of each test: as before, but for what is new or chosen anew. Costs that are much
    as before stay: two runs differ."""
    found = {}
    for name in sorted(measured.keys() | before.keys()):
        one, known = measured.get(name), before.get(name)
        is_daily = known.daily if known is not None else one is not None and is_cheap(name, one)
        if chosen is not None and one is not None:
            is_daily = name in chosen
        seconds = one.seconds * (1 if is_daily else one.cases) if one is not None else before[name].seconds
        if known is not None and 0.6 < (seconds + 0.02) / (known.seconds + 0.02) < 1.6:
            seconds = known.seconds
        last = max(one.landing if one is not None else 0, known.last if known is not None else 0)
        if not is_daily or seconds >= _LISTED_SECONDS:
            found[name] = Cost(round(seconds, 2), is_daily, 0 if is_daily else last)
    return found


def add_sections(costs: dict[str, Cost]) -> dict[str, Cost]:
    """Return the costs with the cheapest test of each section of the contract that had none of every day."""
    told: dict[str, set[str]] = defaultdict(set)
    for one in sentences.tellings():
        told[one.section].add(f"tests/{one.path}::{one.test}")
    rest = {name for name, cost in costs.items() if not cost.daily}
    first = {min(names, key=lambda name: (costs[name].seconds, name)) for names in told.values() if names <= rest}
    return {name: cost._replace(daily=True, last=0) if name in first else cost for name, cost in costs.items()}


def choose_near(measured: dict[str, Reach], costs: dict[str, Cost], numbers: dict[str, int]) -> dict[str, Any]:
    """Return for each function of the product some of the rest that reach it: half by what their names say, half the
    cheapest. What did not run this time reaches what it did."""
    reached: dict[str, set[str]] = defaultdict(set)
    named = {number: name for name, number in numbers.items()}
    for path, functions in tiers.table()["near"].items():
        for function, known in functions.items():
            names = {named[one] for one in known if one in named}
            reached[f"{path}::{function}"] |= names - measured.keys()
    for name in measured.keys() & numbers.keys():
        for function in measured[name].reached:
            reached[function].add(name)
    said = near.count_words(numbers)
    found: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for path in modules():
        module = path.relative_to(ROOT).as_posix()
        for function in sorted({name for name, _ in reach.functions(reach.parsed(path))}):
            if tests := reached[f"{module}::{function}"]:
                cheapest = sorted(tests, key=lambda name: (costs[name].seconds, name))
                chosen = near.choose(cheapest, f"{module} {function}", said, _NEAR_EACH)
                found[module][function] = sorted(numbers[name] for name in chosen)
    return found


def caught_alone() -> tuple[Counter[str], dict[str, str]]:
    """Return how many mistakes each of the rest noticed that no test of every day noticed, and of tests of every day
    the case that did."""
    tests: Counter[str] = Counter()
    cases: dict[str, Counter[str]] = defaultdict(Counter)
    for path in (ROOT / ".pytest_cache" / "planted").glob("seed-*.json"):
        for result in json.loads(path.read_text("utf-8")).values():
            if result["by"] and not result["daily"]:
                name, bracket, case = result["by"].partition("[")
                tests[name] += 1
                cases[name][bracket + case] += bool(case)
    return tests, {name: most[0][0] for name, counted in cases.items() if (most := counted.most_common(1))[0][1]}


def write(landing: int, costs: dict[str, Cost], cases: dict[str, str], measured: dict[str, Reach]) -> None:
    """Write the table, a line for each file; who has a number keeps it."""
    kept = near.numbers()
    free = iter(sorted(set(range(len(costs) + len(kept))) - {kept[name] for name in costs.keys() & kept.keys()}))
    numbers = {name: kept[name] if name in kept else next(free) for name, cost in costs.items() if not cost.daily}
    tests: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for name, cost in costs.items():
        path, _, test = name.partition("::")
        said = cost.seconds if cost.daily else [numbers[name], cost.seconds, cost.last]
        tests[path]["daily" if cost.daily else "rest"][test] = said
    parts = {"cases": cases, "near": choose_near(measured, costs, numbers), "tests": tests}
    lines = [f' "landing": {landing}']
    for part, rows in parts.items():
        said = ",\n".join(f"  {json.dumps(key)}: {_compact(rows[key])}" for key in sorted(rows))
        lines.append(f' "{part}": {{\n{said}\n }}')
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _compact(row: Any) -> str:
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def main() -> None:
    """Write the table and say what it comes to."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted.tables")
    parser.add_argument("--of", type=Path, default=ROOT, help="the checkout in which the tests ran")
    parser.add_argument("--choose", action="store_true", help="choose anew what runs every day, after a run of all")
    given = parser.parse_args()
    seen = reach.read(given.of / ".pytest_cache" / "reach")
    measured = {name: one for name, one in seen.items() if near.is_there(name)}
    caught, cases = caught_alone()
    before = {name: cost for name, cost in tiers.costs().items() if near.is_there(name)}
    costs = add_sections(tier_costs(measured, before, choose_daily(measured, caught) if given.choose else None))
    cases = {name: case for name, case in (tiers.table()["cases"] | cases).items() if near.is_there(name)}
    landing = max((one.landing for one in measured.values()), default=tiers.landing())
    write(
        landing, costs, {name: case for name, case in cases.items() if name not in costs or costs[name].daily}, measured
    )
    rest = [cost for cost in costs.values() if not cost.daily]
    waiting = sum(one.last == 0 for one in rest)
    seconds = sum(one.seconds for one in rest)
    sys.stdout.write(f"landing {landing}: {len(measured)} tests were seen, {waiting} of the {len(rest)} others never\n")
    sys.stdout.write(f"the others take {seconds:.0f} CPU seconds, a landing runs a twelfth of them\n")


if __name__ == "__main__":
    main()
