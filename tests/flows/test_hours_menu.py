"""The desk's hours in `/settings`: by presets, replies and buttons; what is wrong is answered with what is right."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage

pytestmark = pytest.mark.accompanied

BOARD = False


async def _screen(vera: Phone, key: str) -> str:
    await vera.writes(f"/settings {key}")
    return words(await vera.last())


async def _answers(vera: Phone, key: str, said: str) -> str:
    """Other…, and what is typed as a reply to the question; the bot's answer."""
    await vera.presses(f"settype:{key}")
    await vera.writes(said, reply_to=(await vera.last())["message_id"])
    return words(await vera.last())


async def test_hours_by_a_preset_by_replies_and_undone(stage: Stage) -> None:
    vera = stage.people["Vera"]
    assert "Now: round the clock" in await _screen(vera, "hours")
    await vera.presses("setpre:hours:1")
    assert "Now: Mon–Fri 9:00–18:00" in words(await vera.last())
    assert "Now: Mon–Fri 9:00–18:00; Sat 22:00–6:00" in await _answers(vera, "hours", "sat 22-6")
    said = await _answers(vera, "hours", "wed 9:00-13:00, 14:00-18:00; sun as mon")
    assert "Mon–Tue 9:00–18:00; Wed 9:00–13:00, 14:00–18:00; Thu–Fri 9:00–18:00; Sat 22:00–6:00; Sun 9:00–18:00" in said
    undo = next(b for b in buttons(await vera.last()) if b.startswith("setundo:"))
    await vera.presses(undo)
    assert "Now: Mon–Fri 9:00–18:00; Sat 22:00–6:00" in words(await vera.last())


@pytest.mark.broad
async def test_days_that_are_not_named_stay_and_the_answer_says_so(stage: Stage) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/settings hours mon-fri 9-18")
    await vera.writes("/settings hours mon-thu 9-18")
    said = words(await vera.last())
    assert "Now: Mon–Fri 9:00–18:00" in said
    assert "a day you do not name keeps its own: fri closed closes it" in said
    await vera.writes("/language ru")
    assert "остаётся как был: «пт закрыто» закроет его" in await _screen(vera, "hours")
    await vera.writes("/settings hours пт закрыто")
    assert "Сейчас: пн–чт 9:00–18:00" in words(await vera.last())


@pytest.mark.broad
async def test_what_cannot_be_is_answered_with_what_would_be_right(stage: Stage) -> None:
    vera = stage.people["Vera"]
    for key, said, right in (
        ("hours", "from nine to five", "Write hours like: mon-fri 9:00-18:00"),
        ("hours", "closed", "With that the desk would never open: leave hours on at least one day."),
        ("day_ranges", "2026-11-01..02 closed", "These days are over: give days that are still to come."),
        ("day_ranges", "New Year", "Write days like: 2026-12-31..2027-01-08 closed New Year"),
        ("day_ranges", "remove 1", "There is no such entry: say remove and its number."),
        ("timezone", "Mars/Olympus", "A time zone by its name, such as Europe/Riga or UTC."),
        ("night_staff", "Nobody", "Names of your staff as /staff shows them"),
        ("hours", "<b>" + "\u202e9-18 " * 400, "Write hours like"),
    ):
        await _screen(vera, key)
        assert right in await _answers(vera, key, said)
    assert (await row(stage, "select count(*) from settings"))[0] == 0


@pytest.mark.broad
async def test_days_are_added_by_replies_and_removed_by_buttons(stage: Stage) -> None:
    vera = stage.people["Vera"]
    await _screen(vera, "day_ranges")
    await _answers(vera, "day_ranges", "2026-12-31..2027-01-08 closed <b>New Year</b> 🎄")
    said = await _answers(vera, "day_ranges", "2026-12-01..03 open Hackathon")
    assert "1. 2026-12-31..2027-01-08 closed <b>New Year</b> 🎄; 2. 2026-12-01..2026-12-03 open Hackathon" in said
    await vera.presses("setto:day_ranges:remove 2026-12-31..2027-01-08 closed")
    assert "Now: 1. 2026-12-01..2026-12-03 open Hackathon" in words(await vera.last())
    for n in range(8):
        await vera.writes(f"/settings day_ranges 2027-02-0{n + 1} closed")
    assert len(buttons(await vera.last())) <= 8


@pytest.mark.broad
async def test_who_is_called_at_night_is_chosen_by_names(stage: Stage, olga: Phone, ivan: Phone) -> None:
    vera = stage.people["Vera"]
    assert "Now: all admins" in await _screen(vera, "night_staff")
    me = (await row(stage, "select id from people where telegram_id = :id", id=olga.id)).id
    await vera.presses(f"setto:night_staff:add {me}")
    assert "Now: Olga" in words(await vera.last())
    assert "Now: Olga, Ivan" in await _answers(vera, "night_staff", "Olga, Ivan")
    await vera.presses(f"setto:night_staff:remove {me}")
    assert "Now: Ivan" in words(await vera.last())


@pytest.mark.broad
async def test_the_same_in_russian(stage: Stage) -> None:
    vera = stage.people["Vera"]
    await vera.writes("/language ru")
    await _screen(vera, "hours")
    assert "пн–пт 9:00–18:00; сб 22:00–6:00" in await _answers(vera, "hours", "пн-пт 9-18, сб 22-6")
    await _screen(vera, "day_ranges")
    assert "Эти дни прошли" in await _answers(vera, "day_ranges", "2026-11-01 закрыто")
