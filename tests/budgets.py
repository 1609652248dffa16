"""What the tests of every day may cost, in CPU seconds of a quiet machine: by folder, for the collection, for all.

Each worker counts what its tests use; the process that hands them out adds up, writes `.pytest_cache/cpu.json`, and
fails the run of the daily tier where a sum is over its budget, unless other programs had a share in the machine: beside
them a CPU second does less, by more than `stretch` can tell. The numbers only shrink: who adds a dear test takes one
out. Must not know what is tested.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cpu import cpu_seconds, machine_seconds, stretch

SECONDS = {"collection": 25.0, "tests/flows": 105.0, "tests/desk": 110.0, "channels": 65.0, "everything else": 100.0}
"""By what is paid: `collection` for each worker, where nothing is compiled yet, the others together. A third above what
is used, as much as two runs differ."""
TESTS = {"with a database": 2_000, "with a database of their own": 40}
"""How many tests of every day may take one; making one costs half a second."""
_CHANNELS = {"bot", "todoist_sync", "web", "mail", "reports", "db"}
_OTHERS = 0.1
"""From which share of the machine's time, used by other programs, the seconds say more of those than of the tests."""
_EVERY = 40
"""After how many tests a worker looks again how fast the machine is."""


class _Counting:
    """The costs of one worker so far."""

    def __init__(self) -> None:
        self.sums: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()
        self.stretches: list[float] = []
        self.begun = stretch()
        self.collected = 0.0
        self.takers: dict[str, int] = {}
        self.each: dict[str, float] = {}

    def factor(self) -> float:
        """Return how many times as long as on a quiet machine everything took."""
        return sum(self.stretches) / len(self.stretches) if self.stretches else 1.0


_counting = _Counting()
_begun = (machine_seconds(), time.monotonic())
_added: dict[str, float] = {}
_used: list[float] = []
_takers: dict[str, int] = {}


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note what it took to get here: the interpreter, all imports, all items; and how many take a database."""
    fixtures = [set(getattr(item, "fixturenames", ())) for item in session.items]
    _counting.takers = {
        "with a database": sum("server" in one for one in fixtures),
        "with a database of their own": sum("database_url" in one for one in fixtures),
    }
    ended = stretch()
    _counting.collected = time.process_time() / ((_counting.begun + ended) / 2)
    _counting.stretches.append(ended)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count what a test costs with its fixtures."""
    before = cpu_seconds()
    result = yield
    group = _group(item.path)
    used = max(cpu_seconds() - before, 0.0)  # the last test ends PostgreSQL
    _counting.each[item.nodeid] = used
    _counting.sums[group] += used
    _counting.tests[group] += 1
    if sum(_counting.tests.values()) % _EVERY == 0:
        _counting.stretches.append(stretch())
    return result


def seconds_of(nodeid: str) -> float:
    """Return what a test that has run here cost, in CPU seconds of a quiet machine."""
    return _counting.each[nodeid] / _counting.factor()


def _group(path: Path) -> str:
    folder = next(iter(path.parts[path.parts.index("tests") + 1 :]), "")
    if folder in _CHANNELS:
        return "channels"
    return f"tests/{folder}" if f"tests/{folder}" in SECONDS else "everything else"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the sums to the process that adds them up, or judge them there."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    quiet = {group: seconds / _counting.factor() for group, seconds in _counting.sums.items()}
    if output is not None:
        output["cpu"] = {**quiet, "collection": _counting.collected}
        output["used"] = cpu_seconds()
        output["takers"] = _counting.takers
    elif session.config.getoption("--tier") == "daily" and _too_dear() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add up what a worker used; of the collection the dearest counts. Every worker collects the same tests."""
    _takers.update(getattr(node, "workeroutput", {}).get("takers", {}))
    _used.append(getattr(node, "workeroutput", {}).get("used", 0.0))
    for group, seconds in getattr(node, "workeroutput", {}).get("cpu", {}).items():
        if group == "collection":
            _added[group] = max(_added.get(group, 0.0), seconds)
        else:
            _added[group] = _added.get(group, 0.0) + seconds


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what the run cost, and what was too dear."""
    if not _added or hasattr(config, "workeroutput"):
        return
    kept = config.rootpath / ".pytest_cache" / "cpu.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(_added, indent=1, sort_keys=True) + "\n", "utf-8")
    said = ", ".join(f"{group} {seconds:.0f} of {SECONDS[group]:.0f}" for group, seconds in sorted(_added.items()))
    terminalreporter.write_line(f"CPU seconds of a quiet machine: {said}")
    terminalreporter.write_line(", ".join(f"{count} tests {what}" for what, count in _takers.items()))
    if _others() > _OTHERS:
        terminalreporter.write_line(f"seconds not judged: other programs used {_others():.0%} of the machine")
    if config.getoption("--tier") == "daily" and _too_dear():
        terminalreporter.write_line(
            f"too dear (tests/budgets.py): {', '.join(_too_dear())}; make a test cheaper, or run `make tiers`", red=True
        )


def _too_dear() -> list[str]:
    dear = [] if _others() > _OTHERS else [group for group, seconds in _added.items() if seconds > SECONDS[group]]
    return dear + [what for what, count in _takers.items() if count > TESTS[what]]


def _others() -> float:
    """Return which part of the machine's time programs other than this run's have used since it began, from 0 to 1."""
    used, began = machine_seconds() - _begun[0], _begun[1]
    return (used - sum(_used) - cpu_seconds()) / max((time.monotonic() - began) * (os.cpu_count() or 1), 1.0)
