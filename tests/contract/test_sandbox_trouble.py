"""What a visitor may break, and time that is moved on: the switches, and the clock that the doors follow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from ops import clock as door_clock
from sandbox.clock import Clock
from sandbox.fault_switches import FaultSwitches
from sandbox.servers import SimulatedServices

HOUR = timedelta(hours=1)


async def _statuses(simulated: SimulatedServices) -> tuple[int, int]:
    """What Telegram and Todoist answer at this moment."""
    async with httpx.AsyncClient(timeout=20) as http:
        me = await http.get(f"{simulated.telegram_url}/bot{simulated.telegram.token}/getMe")
        headers = {"Authorization": f"Bearer {simulated.todoist_token}"}
        user = await http.get(f"{simulated.todoist_url}/api/v1/user", headers=headers)
        return me.status_code, user.status_code


async def test_each_switch_breaks_its_own_side_and_mends_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.fault_switches.SLOW_LEAST", 0.01)
    monkeypatch.setattr("sandbox.fault_switches.SLOW_SPREAD", 0.01)
    heard: list[None] = []
    async with SimulatedServices("key") as simulated:
        trouble = FaultSwitches(simulated, lambda: heard.append(None))
        trouble.switch_fault("slow", True)
        assert await _statuses(simulated) == (200, 200)
        trouble.switch_fault("telegram", True)
        assert await _statuses(simulated) == (503, 200)
        trouble.switch_fault("todoist", True)
        assert await _statuses(simulated) == (503, 503)
        assert simulated.board.sender.settings.mode == "lose"
        assert trouble.get_view().keys() == {"slow", "telegram", "todoist"}
        trouble.switch_fault("telegram", False)
        trouble.switch_fault("todoist", False)
        trouble.switch_fault("todoist", False)
        assert await _statuses(simulated) == (200, 200)
        assert simulated.board.sender.settings.mode == "on"
        trouble.switch_fault("slow", False)
        assert not simulated.telegram.faults.get_view()
        assert not simulated.board.faults.rules
    assert len(heard) == 6


async def test_what_others_ordered_stays() -> None:
    async with SimulatedServices("key") as simulated:
        simulated.telegram.faults.add_fault({"method": "sendMessage", "status": 500})
        trouble = FaultSwitches(simulated, lambda: None)
        trouble.switch_fault("telegram", True)
        trouble.switch_fault("telegram", False)
        assert [order["method"] for order in simulated.telegram.faults.get_view()] == ["sendmessage"]
        with pytest.raises(ValueError, match="sideways"):
            trouble.switch_fault("sideways", True)


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
