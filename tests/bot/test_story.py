"""The story as its people see it: texts and buttons, through the real handlers and views."""

import pytest

from db.database import Database
from db.models import Role
from tests.bot.stage import Phone, Town

pytestmark = pytest.mark.broad
PHOTO = [{"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 10}]


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


async def _claimed(town: Town) -> tuple[Phone, Phone, Phone]:
    anna = await town.phone("Anna")
    olga = await town.phone("Olga", Role.AGENT)
    ivan = await town.phone("Ivan", Role.AGENT)
    await anna.says("Team North can't upload their solution")
    await anna.says("it says timeout", photo=None)
    await town.later(seconds=30)
    await olga.presses(olga.last, "Take")
    return anna, olga, ivan


async def test_forged_and_old_presses(town: Town) -> None:
    anna, olga, _ivan = await _claimed(town)
    eve = await town.phone("Eve")
    await eve.says("My own request is about something else")
    for data in ("open:1", "cancel:1", "claim:1", "solved:1:yes", "thread:1:1", "nonsense", "rate:1:9", "release:all"):
        assert await eve.presses(eve.slot("receipt:2"), data) is not None
    assert all("North" not in s.text for s in eve.seen.values())
    old = olga.slot("card:1")
    assert await olga.presses(old, "give:1:4") is not None
    assert anna.seen


@pytest.mark.broad
async def test_nothing_that_is_typed_or_forged_breaks_anything(town: Town) -> None:
    anna, olga, _ivan = await _claimed(town)
    vera = await town.phone("Vera", Role.ADMIN)
    said = (
        "/find \x00'\" & | ! :* <->",
        "/ticket 999999999999999999",
        "/claim #0",
        "/categories rename 99999999999999999999 x",
        "/categories add " + "x" * 61,
        "/categories remove 5",
        "/hold 1 \ud800",
        "/note 1 \x00",
        "/hand 999999999999999999",
        "/start \ud800\x00",
        "/invite nobody",
        "/category 1 <b>",
        "/language xx",
        "/cancel 999999999999999999",
        "/new \x00",
    )
    for phone in (anna, olga, vera):
        for text in said:
            before = max(phone.seen, default=0)
            await phone.says(text)
            assert max(phone.seen) > before or phone.reactions, text
    forged = (
        "claim:" + "9" * 18,
        "to:" + "9" * 18,
        "cat:1:99",
        "lang:zz",
        "give:1:1",
        "link:\x00",
        "dismiss:5",
        "\ud800",
        "",
    )
    for phone in (anna, olga, vera):
        for data in forged:
            assert await phone.presses(phone.last, data) is not None, data
