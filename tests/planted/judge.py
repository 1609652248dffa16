"""Runs tests with one mistake after the other switched on, in one process: which test notices which mistake?

Loaded by `-p tests.planted.judge`, with the plan in the file that PLANTED_PLAN names: for each mistake the tests to
try; PLANTED_UNTIL names the time when it ends. A test is tried if it passes without a mistake and reaches this one. It
notices the mistake if it reached it again, failed in its call, and passes once more without it. If it does not pass
then, nobody knows why it failed: something was spoiled, and the next process begins with this mistake. What the first
mistake of a process spoils is unknown.
Must not know what is tested.
"""

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import tiers, time_limit
from tests.planted import loader, switch

PLAN, FOUND, UNTIL = "PLANTED_PLAN", "PLANTED_FOUND", "PLANTED_UNTIL"
_SECONDS = 40.0
"""How long a test may take with a mistake, which may be one that never ends."""
_CASES = 3
"""How many cases of a test are tried beside those of every day."""


def pytest_addoption() -> None:
    """Plant what the plan names before anything of the product is imported."""
    loader.plant_all({int(number) for number in _plan()})


def _plan() -> dict[str, list[str]]:
    plan: dict[str, list[str]] = json.loads(Path(os.environ[PLAN]).read_text("utf-8"))
    return plan


class _Judge:
    def __init__(self, session: pytest.Session) -> None:
        self._items: dict[str, list[pytest.Item]] = defaultdict(list)
        self._session = session
        for item in session.items:
            self._items[tiers.function_of(item)].append(item)
        self._clean: dict[str, frozenset[int] | None] = {}
        self._failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note in which phase a test failed."""
        if report.failed:
            self._failed.add(report.when)

    def _run(self, item: pytest.Item, number: int) -> None:
        """Run a test with this mistake on, and tear down all that it has set up but what is the whole session's."""
        self._failed.clear()
        switch.reached.clear()
        switch.activate(number)
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=self._session)
        finally:
            switch.activate(0)

    def _reached_when_clean(self, item: pytest.Item) -> frozenset[int] | None:
        """Return which mistakes a test reaches, or None if it fails without any."""
        if item.nodeid not in self._clean:
            self._run(item, 0)
            self._clean[item.nodeid] = None if self._failed else frozenset(switch.reached)
        return self._clean[item.nodeid]

    def _cases(self, tests: list[str]) -> Iterator[tuple[pytest.Item, bool]]:
        """Return what to try: first what runs every day, then the others."""
        others = []
        for name in tests:
            cases = self._items.get(name, [])
            daily = tiers.daily_cases(name, cases) if cases else []
            others += [one for one in cases if one not in daily][:_CASES]
            yield from ((one, True) for one in daily)
        yield from ((one, False) for one in others)

    def try_out(self, number: int, tests: list[str], until: float) -> dict[str, Any] | None:
        """Return what was found about a mistake, and what of it makes this process useless; nothing in the end."""
        tried, unclean = [], False
        for item, daily in self._cases(tests):
            if time.time() > until:
                return None
            reached = self._reached_when_clean(item)
            unclean = unclean or reached is None
            if reached is None or number not in reached:
                continue
            tried.append(item.nodeid)
            self._run(item, number)
            if "call" in self._failed and number in switch.reached:
                self._run(item, 0)
                by = {"by": None, "unknown": True} if self._failed else {"by": item.nodeid, "daily": daily}
                return {"number": number, "tried": tried, "spoiled": bool(self._failed), **by}
        return {"number": number, "tried": tried, "by": None, "spoiled": unclean and not tried}


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Go through the plan; write a line for each mistake."""
    time_limit.SECONDS = _SECONDS
    judge, until = _Judge(session), float(os.environ[UNTIL])
    session.config.pluginmanager.register(judge)
    with Path(os.environ[FOUND]).open("a", encoding="utf-8") as found:
        for at, (number, tests) in enumerate(_plan().items()):
            if (result := judge.try_out(int(number), tests, until)) is None:
                break
            if at == 0 or not result["spoiled"]:
                found.write(json.dumps(result) + "\n")
                found.flush()
            if result["spoiled"]:
                break
    return True
