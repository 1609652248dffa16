"""The troubles that a visitor causes: far sides that are down, webhooks that get lost, a slow network.

Each is a switch, and stays as it is over reloads of the page. Must not know how the doors bear it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sandbox.servers import Simulated
from sandbox.todoist.faults import Fault

DOWN_STATUS = 503
SLOW_LEAST, SLOW_SPREAD = 2.0, 6.0
"""Seconds: every request takes two to eight."""


class Kind(StrEnum):
    TELEGRAM = "telegram"
    TODOIST = "todoist"
    WEBHOOKS = "webhooks"
    SLOW = "slow"


class Trouble:
    """The switches. `changed` is called whenever one is turned."""

    def __init__(self, simulated: Simulated, changed: Callable[[], None]) -> None:
        self._simulated = simulated
        self._changed = changed
        self._since: dict[Kind, datetime] = {}
        self._orders: tuple[list[int], list[int]] = [], []

    def __contains__(self, kind: Kind) -> bool:
        return kind in self._since

    def view(self) -> dict[str, str]:
        """What is wrong, and since when."""
        return {kind.value: at.isoformat() for kind, at in self._since.items()}

    def turn(self, name: object, on: object) -> None:
        """Begin or end a trouble; raises `ValueError` for one that there is not."""
        kind = Kind(str(name))
        if bool(on) is (kind in self._since):
            return
        if on:
            self._since[kind] = self._simulated.clock.now()
        else:
            del self._since[kind]
        self._order()
        self._changed()

    def _order(self) -> None:
        """Put what is wrong now into force: of two orders the first decides, so what is down comes before slow."""
        telegram, board = self._simulated.telegram.faults, self._simulated.board
        for number in self._orders[0]:
            telegram.clear(number)
        for number in self._orders[1]:
            board.faults.clear(number)
        self._orders = [], []
        if Kind.TELEGRAM in self:
            down = {"status": DOWN_STATUS, "html": True, "times": None}
            self._orders[0].append(telegram.add(down))
            self._simulated.telegram.updates.release()  # a poll under way ends
        if Kind.TODOIST in self:
            self._orders[1].append(board.faults.add(Fault(status=DOWN_STATUS, html=True, times=None)))
        if Kind.SLOW in self:
            slow: dict[str, Any] = {"delay": SLOW_LEAST, "spread": SLOW_SPREAD, "times": None}
            self._orders[0].append(telegram.add(slow))
            self._orders[1].append(board.faults.add(Fault(**slow)))
        board.sender.settings.mode = "lose" if self._since.keys() & {Kind.WEBHOOKS, Kind.TODOIST} else "on"
