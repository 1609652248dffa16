"""How far one act travels: the files, functions and hops between files that it enters. `make trips` prints them.

Measured with the interpreter's profiling hook: calls, not the times that a coroutine goes on; each act after one of
its kind, so that nothing is loaded or looked up for the first time. More than a twentieth above what is recorded
fails: take a detour out, or write the new figures down and say why in the commit.
"""

import dis
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import CodeType, FrameType

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.acts import filed_and_taken, files
from tests.flows.panel.browser import URL, browser_at, panel_of
from tests.flows.stage import VERA, Stage, staged

_ROOT = Path(__file__).resolve().parent.parent.parent
_PRODUCT = tuple(f"{_ROOT / package}/" for package in ("bot", "desk", "db", "ops", "todoist_sync", "web"))
RECORDED = {
    "message": (105, 466, 758),
    "take": (55, 194, 350),
    "board comment": (80, 345, 503),
    "panel setting": (32, 85, 146),
}
"""Files, functions and hops when they were last written down."""
_ROOM = 1.05


@cache
def _begin(code: CodeType) -> int:
    """Return up to where a function has only begun: a coroutine or generator goes on behind the place that makes it."""
    made = (one.offset for one in dis.get_instructions(code) if one.opname == "RETURN_GENERATOR")
    return next(made, len(code.co_code))


@dataclass
class Trip:
    """The calls of one act: the file and name of each function entered, in order."""

    calls: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def follow(self) -> Iterator[None]:
        """Note the calls of what is done meanwhile; a trip may have several parts."""
        sys.setprofile(self._note)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(_PRODUCT) and frame.f_lasti <= _begin(frame.f_code):
            self.calls.append((frame.f_code.co_filename, frame.f_code.co_qualname))

    def count(self) -> tuple[int, int, int]:
        """Return the files, the functions and the hops from one file to another."""
        hops = sum(one[0] != other[0] for one, other in pairwise(self.calls))
        return len({file for file, _ in self.calls}), len(set(self.calls)), hops


async def _message(stage: Stage, trip: Trip) -> None:
    await stage.people["Rita"].writes("It is the left one", quietly=True)
    with trip.follow():
        await _handle(stage)
        await _deliver(stage)
    await stage.settle()


async def _take(stage: Stage, trip: Trip) -> None:
    number = await files(stage.people["Rita"], "The lamp is dark")
    await stage.people["Olga"].presses(f"claim:{number}", quietly=True)
    with trip.follow():
        await _handle(stage)
    await stage.settle()


async def _board_comment(stage: Stage, trip: Trip) -> None:
    await stage.board.comment(1, "We are on our way", by=stage.begun[cast.account_of_olga], quietly=True)
    with trip.follow():
        await stage.mirroring.round()
        await _deliver(stage)
    await stage.settle()


async def _handle(stage: Stage) -> None:
    await stage._poll()
    while await stage.worker.run_once():
        pass


async def _deliver(stage: Stage) -> None:
    while await stage.delivery.run_once():
        pass


async def test_trips(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    async with (
        staged(database, web__url=URL, begins=(cast.rita, cast.olga, cast.account_of_olga)) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
    ):
        rita, olga = stage.people["Rita"], stage.people["Olga"]
        await filed_and_taken(rita, olga, "The printer is broken")

        async def setting(stage: Stage, trip: Trip) -> None:
            value = "30" if not trip.calls else "45"
            with trip.follow():
                await browser.sends("/settings/remind_minutes", value=value)

        await browser.signs_in(stage.people["Vera"], str(VERA))
        await browser.opens("/settings/remind_minutes")
        acts = dict(zip(RECORDED, (_message, _take, _board_comment, setting), strict=True))
        wrong, rows = [], [f"{'':16}{'files':>16}{'functions':>16}{'hops':>16}{'hops a function':>18}"]
        for name, act in acts.items():
            await act(stage, Trip())
            await act(stage, trip := Trip())
            rows.append(_tell(name, trip.count()))
            wrong += [name] if _is_longer(name, trip.count()) else []
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *rows, ""]))
    assert not wrong, "longer than recorded"


def _is_longer(name: str, now: tuple[int, int, int]) -> bool:
    files, functions, hops = RECORDED[name]
    return now[0] > _ROOM * files or now[2] / now[1] > _ROOM * hops / functions


def _tell(name: str, now: tuple[int, int, int]) -> str:
    before = RECORDED[name]
    cells = [f"{a} ({b})" for a, b in zip(now, before, strict=True)]
    ratio = f"{now[2] / now[1]:.2f} ({before[2] / before[1]:.2f})"
    return f"{name:16}" + "".join(f"{cell:>16}" for cell in cells) + f"{ratio:>18}"
