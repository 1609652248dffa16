"""What was measured of the tests (`tests/measuring.py`): their costs, and which places of the product they reach."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.planted.loader import ROOT

FOLDER = ROOT / ".pytest_cache" / "measured"


@dataclass(slots=True)
class Measured:
    """A test function: what one case costs in CPU seconds of a quiet machine, and what it reaches."""

    name: str
    seconds: float
    database: bool
    sections: frozenset[str]
    reached: frozenset[int]


def read(folder: Path = FOLDER) -> dict[str, Measured]:
    """Return what was measured of each test function; of several cases the first."""
    found: dict[str, Measured] = {}
    for row in _rows(folder):
        name = str(row["test"]).partition("[")[0].partition("@")[0]
        seconds = float(row["cpu"]) / float(row["stretch"])
        sections = frozenset(row["sections"])
        if name in found:
            continue
        found[name] = Measured(name, seconds, bool(row["database"]), sections, frozenset(row["reached"]))
    return found


def _rows(folder: Path) -> Iterator[dict[str, object]]:
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
