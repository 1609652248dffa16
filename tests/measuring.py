"""What each test costs and what it reaches: written for `tests/tiers.py` by `make tiers`.

CPU seconds of this process, its children and the tests' PostgreSQL; what is reached are the places where a mistake can
be planted (`tests/planted`). Must not know which tests there are.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cpu import cpu_seconds, stretch
from tests.planted import loader, switch

KEPT = ".pytest_cache/measured"


_EVERY = 10
"""After how many tests it looks again how fast the machine is."""


class Measuring:
    """A plugin that writes a line for each test: its name, its seconds, the places it reached."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._stretch, self._tests = 1.0, 0

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Measure a test with its fixtures."""
        if self._tests % _EVERY == 0:
            self._stretch = stretch()
        self._tests += 1
        switch.reached.clear()
        before = cpu_seconds()
        result = yield
        row: dict[str, Any] = {
            "test": item.nodeid,
            "cpu": round(max(cpu_seconds() - before, 0.0), 4),
            "stretch": round(self._stretch, 3),
            "database": bool({"database", "database_url", "server"} & set(getattr(item, "fixturenames", ()))),
            "sections": [mark.args[0] for mark in item.iter_markers("sentence")],
            "reached": sorted(switch.reached),
        }
        self._file.write(json.dumps(row) + "\n")
        self._file.flush()
        return result


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Plant everything before the product is imported; loaded by `-p tests.measuring`."""
    loader.install(None)


def pytest_configure(config: pytest.Config) -> None:
    """Begin to write, each worker its own file."""
    folder = Path(KEPT)
    folder.mkdir(parents=True, exist_ok=True)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    config.pluginmanager.register(Measuring(folder / f"{worker}.jsonl"))
