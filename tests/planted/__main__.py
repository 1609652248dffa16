"""`make planted`: draws small mistakes by a seed and says which of them the tests notice.

    python -m tests.planted --seed 1 --count 400 [--show] [--tier daily] [--since COMMIT] [--seconds 150]

Needs a run of `make test` on the same sources, which says what each test of every day reaches; what the rest reaches
is in `tests/tiers.json`. Of the tests of a function those of every day are tried first, then the rest: of each those
whose names say most of the place, then the cheapest. `--since` draws in the functions that have changed since a commit
(`green`: the last green head). Prints the shares by area, and each mistake that nobody notices; after `--seconds` it
ends with what it has tried, which is a draw as well.
"""

import argparse
import json
import math
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests import near
from tests.planted import judge
from tests.planted.loader import ROOT, find_all
from tests.planted.mistakes import Mistake

_FOLDER = ROOT / ".pytest_cache" / "planted"
_NAMED_DAILY, _NAMED_REST = 24, 12
"""How many tests of a function are named: the judge tries those that reach the mistake, fewer."""
_WORKERS = 2
_ALONE = ("-p", "no:cacheprovider")
"""What failed with a mistake is not what fails: other runs write that down meanwhile."""
Drawn = dict[int, tuple[Path, Mistake]]


_CRASHES = re.compile(r"\((?:\w+\.)?(?:self|session|desk|stage|connection|locked|request|visitor|context), |isinstance")
"""Arguments of which one is what everything is asked of: swapped, they end at once, as every test there sees."""


def draw(seed: int, count: int, changed: dict[str, set[str]] | None = None) -> Drawn:
    """Return so many mistakes of the product, or of its functions that have changed, in the order of the draw: the same
    for one seed and sources."""
    places = find_all(None if changed is None else {ROOT / name for name in changed})
    asked = [
        number
        for number, (path, one) in places.items()
        if not _is_plain(one) and (changed is None or one.function in changed[_name(path)])
    ]
    return {number: places[number] for number in random.Random(seed).sample(asked, min(count, len(asked)))}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _is_plain(one: Mistake) -> bool:
    """Return True for a mistake that nobody can overlook."""
    return one.kind == "arguments swapped" and bool(_CRASHES.search(one.text.partition("  ->  ")[0]))


def plan(drawn: Drawn, tier: str) -> dict[int, list[str]]:
    """Return the tests to try for each mistake, those of every day before the rest."""
    wanted = {number: f"{_name(path)}::{one.function}" for number, (path, one) in drawn.items()}
    found = near.tests_of(wanted.values())
    said = near.count_words({name for tests in found.values() for name in (*tests.daily, *tests.rest)})
    planned = {}
    for number, function in wanted.items():
        tests = found[function]
        others = tests.importing if tier == "all" or not tests.rest else set()
        place = f"{function} {drawn[number][1].text}"  # what is left out is what a test that notices is named after
        daily = near.choose(near.by_seconds(tests.daily | others), place, said, _NAMED_DAILY)
        rest = near.choose(near.by_seconds(tests.rest), place, said, _NAMED_REST) if tier == "all" else []
        planned[number] = daily + rest
    return planned


def _judge(plan: dict[int, list[str]], worker: int, until: float) -> dict[int, dict[str, Any]]:
    """Try a plan in processes one after the other, each until it is spoiled."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    where, found = _FOLDER / f"plan-{worker}.json", _FOLDER / f"found-{worker}.jsonl"
    found.write_text("")
    (_FOLDER / f"log-{worker}").write_text("")
    (_FOLDER / f"named-{worker}").write_text("\n".join({test for tests in plan.values() for test in tests}))
    left, lost = dict(plan), 0
    while left and time.time() < until:
        where.write_text(json.dumps(left), "utf-8")
        _run(where, found, worker, until)
        first = next(iter(left))
        left = {number: tests for number, tests in plan.items() if number not in _results(found)}
        if first in left and first == lost and time.time() < until:  # twice the process went with it
            with found.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"number": first, "by": None, "tried": [], "unknown": True}) + "\n")
            del left[first]
        lost = first
    return _results(found)


def _run(where: Path, found: Path, worker: int, until: float) -> None:
    named = str(_FOLDER / f"named-{worker}")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "tests.planted.judge", *_ALONE, "--named", named]
    environment = {**os.environ, judge.PLAN: str(where), judge.FOUND: str(found), judge.UNTIL: str(until)}
    environment |= {"PROPERTY_EXAMPLES": "30", "FUZZ_INPUTS": "60", "RACE_RUNS": "1", "ALBUM_SPLITS": "2"}
    with (_FOLDER / f"log-{worker}").open("a") as log:
        subprocess.run([*command, "tests"], cwd=ROOT, env=environment, stdout=log, stderr=log, check=False)  # noqa: S603


def _results(found: Path) -> dict[int, dict[str, Any]]:
    return {row["number"]: row for row in map(json.loads, found.read_text("utf-8").splitlines())}


def _report(drawn: Drawn, results: dict[int, dict[str, Any]]) -> None:
    tried = {number for number, result in results.items() if result["tried"]}
    unknown = {number for number, result in results.items() if result.get("unknown")}
    noticed = {number for number, result in results.items() if result["by"]}
    daily = {number for number in noticed if results[number]["daily"]}
    say = sys.stdout.write
    say("\nNoticed by no test:\n")
    for number in sorted(set(drawn) - noticed):
        path, one = drawn[number]
        how = "unknown" if number in unknown else f"{len(results.get(number, {}).get('tried', ()))} tried"
        say(f"  {_name(path)}:{one.line} {one.function} · {one.kind} · {one.text} · {how}\n")
    say("\narea · drawn · reached · noticed by tests of every day · with the rest · unknown\n")
    areas = {"all": set(drawn)}
    packages = Counter(path.relative_to(ROOT).parts[0] for path, _ in drawn.values())
    areas |= {name: {n for n, (p, _) in drawn.items() if p.relative_to(ROOT).parts[0] == name} for name in packages}
    for area, numbers in areas.items():
        if numbers:
            reached = numbers & (tried | unknown)
            known = max(len(reached - unknown), 1)
            shares = " · ".join(f"{len(got & numbers)} ({len(got & numbers) / known:.0%})" for got in (daily, noticed))
            say(f"{area} · {len(numbers)} · {len(reached)} · {shares} · {len(unknown & numbers)}\n")


def main() -> None:
    """Draw, try, report."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--tier", choices=["daily", "all"], default="all")
    parser.add_argument("--show", action="store_true", help="print what is drawn, and try nothing")
    parser.add_argument("--since", help="draw only in functions that have changed since this commit")
    parser.add_argument("--seconds", type=float, default=math.inf, help="end after so long, with what was tried")
    given = parser.parse_args()
    until = time.time() + given.seconds
    since = near.base() if given.since == "green" else given.since
    drawn = draw(given.seed, given.count, near.changed(since) if since else None)
    if given.show:
        for path, one in drawn.values():
            sys.stdout.write(f"{_name(path)}:{one.line} {one.function} · {one.kind} · {one.text}\n")
        return
    planned = plan(drawn, given.tier)
    parts = [{n: t for at, (n, t) in enumerate(planned.items()) if t and at % _WORKERS == w} for w in range(_WORKERS)]
    with ThreadPoolExecutor(_WORKERS) as workers:
        results: dict[int, dict[str, Any]] = {}
        for found in workers.map(_judge, parts, range(_WORKERS), [until] * _WORKERS):
            results |= found
    (_FOLDER / f"seed-{given.seed}.json").write_text(json.dumps(results, indent=1), "utf-8")
    if ended := {number for number, tests in planned.items() if tests} - results.keys():
        sys.stdout.write(f"ended after {given.seconds:.0f} s: {len(ended)} of {len(drawn)} were not tried\n")
    _report({number: one for number, one in drawn.items() if number not in ended}, results)


if __name__ == "__main__":
    main()
