"""How far one act travels, as `tests/trip.py` counts it. `make trips` prints it.

Each act comes after one of its kind, so that nothing is loaded or looked up for the first time. More than a twentieth
above what is recorded fails: take a detour out, or write the new figures down and say why in the commit.
"""

import sys

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.acts import filed_and_taken, files
from tests.flows.panel.browser import URL, browser_at, panel_of
from tests.flows.stage import VERA, Stage, staged
from tests.trip import Distance, Trip

RECORDED = {
    "message": Distance(108, 440, 640, 162, 213, 0),
    "take": Distance(69, 247, 340, 108, 155, 0),
    "agent's answer": Distance(113, 451, 632, 175, 228, 0),
    "board comment": Distance(102, 414, 523, 161, 191, 0),
    "panel setting": Distance(40, 133, 193, 48, 76, 0),
}
"""How far each went when it was last written down."""
_ROOM = 1.05


async def _message(stage: Stage, trip: Trip) -> None:
    await stage.rita.writes("It is the left one", quietly=True)
    with trip.follow():
        await stage._poll()
        await _deliver(stage)
    await stage.settle()


async def _take(stage: Stage, trip: Trip) -> None:
    number = await files(stage.rita, "The lamp is dark")
    await stage.olga.presses(f"claim:{number}", quietly=True)
    with trip.follow():
        await stage._poll()
    await stage.settle()


async def _answer(stage: Stage, trip: Trip) -> None:
    card = await stage.olga.message_with("resolve:1")
    await stage.olga.writes("Which one is it?", reply_to=card["message_id"], quietly=True)
    with trip.follow():
        await stage._poll()
        await _deliver(stage)
    await stage.settle()


async def _board_comment(stage: Stage, trip: Trip) -> None:
    await stage.board.comment(1, "We are on our way", by=stage.begun[cast.account_of_olga], quietly=True)
    with trip.follow():
        await stage.mirroring.round()
        await _deliver(stage)
    await stage.settle()


async def _deliver(stage: Stage) -> None:
    while await stage.delivery.run_once():
        pass


async def test_trips(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    async with (
        staged(database, web__url=URL, begins=(cast.rita, cast.olga, cast.account_of_olga)) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
    ):
        rita, olga = stage.rita, stage.olga
        await filed_and_taken(rita, olga, "The printer is broken")

        changes = iter((("30", "0"), ("45", "1")))

        async def setting(stage: Stage, trip: Trip) -> None:
            value, seen = next(changes)
            with trip.follow():
                data = {"form": browser.form, "value": value, "seen": seen}
                answer = await browser.client.post("/settings/remind_minutes", data=data)
            assert answer.status_code == 303, answer.text

        await browser.signs_in(stage.vera, str(VERA))
        await browser.opens(await browser.opens("/settings/remind_minutes"))
        acts = dict(zip(RECORDED, (_message, _take, _answer, _board_comment, setting), strict=True))
        wrong, rows = [], ["".join(f"{head:>16}" for head in ("", *Distance._fields, "hops a function"))]
        for name, act in acts.items():
            await act(stage, Trip())
            await act(stage, trip := Trip())
            rows.append(_tell(name, trip.count(), RECORDED[name]))
            wrong += [name] if _is_longer(trip.count(), RECORDED[name]) else []
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *rows, ""]))
    assert not wrong, "longer than recorded"


def _is_longer(now: Distance, before: Distance) -> bool:
    longer = [getattr(now, name) > _ROOM * getattr(before, name) for name in ("files", "vain", "again", "elsewhere")]
    return any(longer) or now.hops / now.functions > _ROOM * before.hops / before.functions


def _tell(name: str, now: Distance, before: Distance) -> str:
    cells = [f"{a} ({b})" for a, b in zip(now, before, strict=True)]
    ratio = f"{now.hops / now.functions:.2f} ({before.hops / before.functions:.2f})"
    return "".join(f"{cell:>16}" for cell in (name, *cells, ratio))
