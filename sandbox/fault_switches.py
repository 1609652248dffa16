"""The faults that a visitor switches on: unreachable services, lost webhooks, a slow network.

The switches survive reloads of the page. Must not know how the product copes with the faults.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sandbox.servers import SimulatedServices
from sandbox.todoist.faults import Fault

DOWN_STATUS = 503
SLOW_LEAST, SLOW_SPREAD = 2.0, 6.0
"""Seconds: every request takes two to eight."""


class FaultKind(StrEnum):
    TELEGRAM = "telegram"
    TODOIST = "todoist"
    WEBHOOKS = "webhooks"
    SLOW = "slow"


class FaultSwitches:
    """The switches. `changed` is called whenever one is switched."""

    def __init__(self, simulated: SimulatedServices, changed: Callable[[], None]) -> None:
        self._simulated = simulated
        self._changed = changed
        self._since: dict[FaultKind, datetime] = {}
        self._orders: tuple[list[int], list[int]] = [], []

    def __contains__(self, kind: FaultKind) -> bool:
        return kind in self._since

    def get_view(self) -> dict[str, str]:
        """Return the faults that are on, and since when."""
        return {kind.value: at.isoformat() for kind, at in self._since.items()}

    def switch_fault(self, name: object, on: object) -> None:
        """Switch a fault on or off; raise `ValueError` for an unknown one."""
        kind = FaultKind(str(name))
        if bool(on) is (kind in self._since):
            return
        if on:
            self._since[kind] = self._simulated.clock.now()
        else:
            del self._since[kind]
        self._apply_faults()
        self._changed()

    def _apply_faults(self) -> None:
        """Put the faults into force: the first of two decides, so an unreachable service comes before a slow
        network."""
        telegram, board = self._simulated.telegram.faults, self._simulated.board
        for number in self._orders[0]:
            telegram.clear_faults(number)
        for number in self._orders[1]:
            board.faults.clear_faults(number)
        self._orders = [], []
        if FaultKind.TELEGRAM in self:
            down = {"status": DOWN_STATUS, "html": True, "times": None}
            self._orders[0].append(telegram.add_fault(down))
            self._simulated.telegram.updates.release_poll()  # ends a poll under way
        if FaultKind.TODOIST in self:
            self._orders[1].append(board.faults.add_fault(Fault(status=DOWN_STATUS, html=True, times=None)))
        if FaultKind.SLOW in self:
            slow: dict[str, Any] = {"delay": SLOW_LEAST, "spread": SLOW_SPREAD, "times": None}
            self._orders[0].append(telegram.add_fault(slow))
            self._orders[1].append(board.faults.add_fault(Fault(**slow)))
        board.sender.settings.mode = "lose" if self._since.keys() & {FaultKind.WEBHOOKS, FaultKind.TODOIST} else "on"
