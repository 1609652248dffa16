"""The desk's hours in `/settings`: by presets, replies and buttons; what is wrong is answered with what is right."""

import pytest

from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Hours")

BOARD = False


async def _screen(vera: Phone, key: str) -> str:
    await vera.writes(f"/settings {key}")
    return await vera.reads()


async def _answers(vera: Phone, key: str, said: str) -> str:
    """Other…, and what is typed as a reply to the question; the bot's answer."""
    await vera.presses(f"settype:{key}")
    await vera.writes(said, reply_to=await vera.last_id())
    return await vera.reads()


async def test_hours_by_a_preset_by_replies_and_undone(stage: Stage) -> None:
    vera = stage.vera
    assert "Now: round the clock" in await _screen(vera, "hours")
    await vera.presses("setpre:hours:1")
    assert "Now: Mon–Fri 9:00–18:00" in await vera.reads()
    assert "Now: Mon–Fri 9:00–18:00; Sat 22:00–6:00" in await _answers(vera, "hours", "sat 22-6")
    said = await _answers(vera, "hours", "wed 9:00-13:00, 14:00-18:00; sun as mon")
    assert "Mon–Tue 9:00–18:00; Wed 9:00–13:00, 14:00–18:00; Thu–Fri 9:00–18:00; Sat 22:00–6:00; Sun 9:00–18:00" in said
    undo = next(b for b in await vera.buttons() if b.startswith("setundo:"))
    await vera.presses(undo)
    assert "Now: Mon–Fri 9:00–18:00; Sat 22:00–6:00" in await vera.reads()


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("mon-fri 9-18 Europe/Berlin", "Europe/Berlin"), ("пн-пт с 9:00 до 6:00 по москве", "Europe/Moscow")],
)
async def test_a_time_zone_behind_the_hours_is_set_too(stage: Stage, typed: str, zone: str) -> None:
    vera = stage.vera
    said = await _screen(vera, f"hours {typed}")
    assert "Now: Mon–Fri 9:00–18:00" in said
    assert f"Time zone: {zone}" in said
    assert text_of("setting-set") in said
    assert text_of("setting-set") in await _screen(vera, "hours mon-fri 9-18 Asia/Tokyo")
    assert text_of("setting-same") in await _screen(vera, "hours mon-fri 9-18 asia/tokyo")
    assert text_of("hours-zone") in await _screen(vera, "hours 9-18 EST")
    assert "Time zone: Asia/Tokyo" in await _screen(vera, "hours")
