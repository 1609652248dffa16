"""Runs tests with one mistake after the other switched on, in one process: which test notices which mistake?

Loaded by `-p tests.planted.judge`, with the plan in the file that PLANTED_PLAN names: for each mistake the tests to
try, the cheapest first. A test counts only if it passed before, without a mistake, in this process. One that fails
afterwards too has had something spoiled: the mistake is noticed, and the process ends, so that the next begins clean;
so it does when of all tests of a mistake none passes without it any more.
Must not know what is tested.
"""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests import time_limit
from tests.planted import loader, switch
from tests.tiers import function_of

PLAN, FOUND = "PLANTED_PLAN", "PLANTED_FOUND"
_SECONDS = 40.0
"""How long a test may take with a mistake, which may be one that never ends."""


def pytest_addoption() -> None:
    """Plant what the plan names before anything of the product is imported."""
    loader.install({int(number) for number in _plan()})


def _plan() -> dict[str, list[str]]:
    plan: dict[str, list[str]] = json.loads(Path(os.environ[PLAN]).read_text("utf-8"))
    return plan


class _Judge:
    def __init__(self, session: pytest.Session) -> None:
        self._items: dict[str, list[pytest.Item]] = defaultdict(list)
        self._session = session
        for item in session.items:
            self._items[function_of(item)].append(item)
        self._clean: dict[str, bool] = {}
        self._failed = False
        self._waiting: pytest.Item | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure."""
        self._failed = self._failed or report.failed

    def _passes(self, item: pytest.Item, number: int) -> bool:
        """Run a test with this mistake on."""
        self._failed = False
        switch.activate(number)
        other = next((one for one in self._session.items if one.path != item.path), None)
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=other)
        finally:
            switch.activate(0)
        return not self._failed

    def _is_clean(self, item: pytest.Item) -> bool:
        if item.nodeid not in self._clean:
            self._clean[item.nodeid] = self._passes(item, 0)
        return self._clean[item.nodeid]

    def try_out(self, number: int, tests: list[str]) -> tuple[dict[str, Any], bool]:
        """Return what was found about a mistake, and whether the process is spoiled."""
        tried = []
        for name in tests:
            for item in self._items.get(name, [])[:1]:
                if not self._is_clean(item):
                    continue
                tried.append(name)
                if not self._passes(item, number):
                    return {"number": number, "by": name, "tried": tried}, not self._passes(item, 0)
        return {"number": number, "by": None, "tried": tried}, False


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Go through the plan; write a line for each mistake."""
    time_limit.SECONDS = _SECONDS
    judge = _Judge(session)
    session.config.pluginmanager.register(judge)
    with Path(os.environ[FOUND]).open("a", encoding="utf-8") as found:
        for at, (number, tests) in enumerate(_plan().items()):
            result, spoiled = judge.try_out(int(number), tests)
            if at > 0 and not result["tried"]:
                break  # spoiled by one before: the next process begins with this one
            found.write(json.dumps(result) + "\n")
            found.flush()
            if spoiled:
                break
    return True
