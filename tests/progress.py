"""What a long run shows: a line a folder with what it tested, and how long is left. Failures show at once.

Must not know what is tested; the lines of folders are the first sentences of their `__init__.py`, where there is one.
"""

import ast
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.tiers import ROOT, costs

_UNKNOWN_SECONDS = 0.05
_SHOWN_EVERY_SECONDS = 10.0


class Progress:
    """A plugin of the process that hands out the tests, in place of dots."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._started = time.monotonic()
        self._begun: float | None = None  # when the first test had ended
        self._shown = self._started
        self._left: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        self._seconds_left = 0.0
        self._seconds_all = 0.0
        self._ended: set[str] = set()

    def _say(self, line: str) -> None:
        self._shown = time.monotonic()
        reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        reporter.ensure_newline()
        reporter.write_line(line)
        reporter.flush()

    def pytest_sessionstart(self) -> None:
        """Say what happens before anything is seen."""
        self._say("reading the tests (some fifteen seconds), then starting a PostgreSQL for each of the workers …")

    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        """Count what there is to run, once."""
        if self._all:
            return
        for one in ids:
            self._all[_folder(one)] += 1
            self._seconds_all += _seconds(one)
        self._left, self._seconds_left = self._all.copy(), self._seconds_all
        self._say(f"{len(ids)} tests in {len(self._all)} folders")

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Name a test that failed; count one that has ended, and say so when its folder has."""
        if report.failed:
            self._say(f"FAILED {report.nodeid} ({report.when})")
        if report.when != "teardown" or report.nodeid in self._ended:
            return
        self._begun = self._begun or time.monotonic()
        self._ended.add(report.nodeid)
        folder = _folder(report.nodeid)
        self._left[folder] -= 1
        self._seconds_left -= _seconds(report.nodeid)
        if self._left[folder] == 0:
            self._say(f"{self._share():>4} {folder}: {self._all[folder]} tests{_telling(folder)}{self._time_left()}")
        elif time.monotonic() - self._shown > _SHOWN_EVERY_SECONDS:
            self._say(f"{self._share():>4} {folder} …{self._time_left()}")

    def _share(self) -> str:
        return f"{100 - 100 * self._seconds_left / max(self._seconds_all, 0.01):.0f}%"

    def _time_left(self) -> str:
        done = self._seconds_all - self._seconds_left
        if self._begun is None or done < self._seconds_all / 20:
            return ""
        left = (time.monotonic() - self._begun) * self._seconds_left / done
        return f" · {left:.0f} s left" if left >= 1 else ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """Show no dots and letters: failures have lines of their own."""
        if report.passed:
            return ("passed", "", "") if report.when == "call" else ("", "", "")
        return (("failed" if report.when == "call" else "error"), "", "") if report.failed else None


def _folder(name: str) -> str:
    path = Path(name.partition("::")[0])
    return "/".join(path.parent.parts[1:3]) or "the house"


def _seconds(name: str) -> float:
    known = costs().get(name.partition("[")[0])
    return known.seconds if known is not None else _UNKNOWN_SECONDS


@cache
def _telling(folder: str) -> str:
    """Return what a folder is about, by the sentence of the package of the same name."""
    for path in (ROOT / folder / "__init__.py", ROOT / "tests" / folder / "__init__.py"):
        if path.exists() and (said := ast.get_docstring(ast.parse(path.read_text("utf-8")))):
            return f" · {said.partition('. ')[0].partition(chr(10))[0].rstrip('.')[:70]}"
    return ""
