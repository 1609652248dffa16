"""Time that is moved on, and the clock that the doors follow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ops import clock as door_clock
from sandbox.clock import Clock
from sandbox.servers import SimulatedServices

HOUR = timedelta(hours=1)


async def test_both_worlds_and_the_doors_go_by_the_clock_that_was_moved(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    door = door_clock.choose_clock({door_clock.FILE: str(clock.path), "PULLDESK_SANDBOX": "mark"})
    before = datetime.now(UTC)
    assert door() - before < timedelta(minutes=1)
    clock.skip_ahead(HOUR)
    assert HOUR <= door() - before < HOUR + timedelta(minutes=1)
    clock.skip_ahead(HOUR)
    assert 2 * HOUR <= door() - before < 2 * HOUR + timedelta(minutes=1)
    async with SimulatedServices("key", clock=clock) as simulated:
        assert simulated.todoist.now() - before >= 2 * HOUR
    with pytest.raises(ValueError, match="moves on"):
        clock.skip_ahead(-HOUR)


def test_nobody_elses_clock_can_be_moved(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    path.write_text("3600")
    now = datetime.now(UTC)
    assert door_clock.choose_clock({door_clock.FILE: str(path)})() - now < timedelta(minutes=1)
    path.write_text("not a number")
    assert door_clock.choose_clock({door_clock.FILE: str(path), "PULLDESK_SANDBOX": "m"})() - now < timedelta(minutes=1)
    path.unlink()
    assert door_clock.choose_clock({door_clock.FILE: str(path), "PULLDESK_SANDBOX": "m"})() - now < timedelta(minutes=1)
