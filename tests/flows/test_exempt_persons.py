"""Limits in `/settings`: persons whom no limit holds for; admins hear who hit one, with a button that exempts."""

import pytest

from tests.flows.acts import dismissed, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Settings")

BOARD = False


async def _limited(vera: Phone, *more: str) -> None:
    for line in ("max_untaken 1", *more):
        await vera.writes(f"/settings {line}")


async def _waits(rita: Phone, text: str) -> bool:
    """Return True if a request that she files notifies nobody."""
    number = await files(rita, text)
    return f"nowait:{number}" in buttons(await rita.message_with(f"cancel:{number}"))


async def _tickets(stage: Stage) -> int:
    return int(await scalar(stage, "select count(*) from tickets"))


async def test_admins_hear_who_hit_a_limit_once_an_hour_and_exempt_them(stage: Stage, rita: Phone) -> None:
    vera = stage.vera
    await _limited(vera)
    await files(rita, "The door is stuck")
    assert await _waits(rita, "The lamp is broken")
    told = await vera.last()
    assert words(told) == ("Rita K. " + text_of("limit-crowded") + ".")
    assert buttons(told) == [f"exempt:{rita.id}:on"]
    assert await _waits(rita, "And the window")
    assert await vera.last_id() == told["message_id"]
    await stage.pass_time(minutes=61)
    assert await _waits(rita, "And the roof")
    told = await vera.last()
    assert buttons(told) == [f"exempt:{rita.id}:on"]
    await vera.presses(f"exempt:{rita.id}:on", on=told["message_id"])
    assert words(await vera.containing(piece_of("limit-exempted"))) == text_of(
        "limit-exempted", name="Rita K.", by="Vera"
    )
    assert not await _waits(rita, "The cellar is wet")
    assert "Now: Rita K." in words([await vera.writes("/settings exempt_people"), await vera.last()][1])
    await vera.presses(f"exempt:{rita.id}:off")
    assert words(await vera.containing(piece_of("limit-holds"))) == text_of("limit-holds", name="Rita K.", by="Vera")
    assert await _waits(rita, "The stairs are steep")


async def test_nothing_is_said_once_it_is_switched_off(stage: Stage, rita: Phone) -> None:
    vera = stage.vera
    await _limited(vera, "limit_notices off")
    await files(rita, "The door is stuck")
    before = len(await vera.received())
    assert await _waits(rita, "The lamp is broken")
    assert len(await vera.received()) == before
    assert (await row(stage, "select limit_told_at from people where limit_told_at is not null")) is None


async def test_exempt_persons_are_added_by_a_request_of_theirs_and_taken_out(stage: Stage, rita: Phone) -> None:
    vera, boris = stage.vera, await stage.agent("Boris")
    await _limited(vera)
    await files(rita, "The door is stuck")
    await vera.writes("/settings exempt_people 99")
    assert piece_of("setting-wrong-people") in await vera.reads()
    await vera.writes("/settings exempt_people #1")
    menu = await vera.last()
    assert text_of("setting-exempt-people") + "\nNow: Rita K.\nDefault: none" in words(menu)
    person = await scalar(stage, "select requester_id from tickets")
    assert f"setto:exempt_people:remove {person}" in buttons(menu)
    await rita.writes("/new The lamp is broken")
    assert await _tickets(stage) == 2
    await vera.presses(f"setto:exempt_people:remove {person}")
    assert "Now: none" in words(await vera.message_with("settype:exempt_people"))
    await vera.presses("setundo:exempt_people:3")
    assert "Now: Rita K." in words(await vera.message_with("settype:exempt_people"))
    await dismissed(stage, boris)
    await boris.presses(f"exempt:{rita.id}:off", on=await boris.last_id(), force=True)
    await boris.presses(f"setto:exempt_people:remove {person}", on=await boris.last_id(), force=True)
    assert await scalar(stage, "select value from settings where key = 'exempt_people'") == [person]
