"""`/away` with a time: who gave one is back by themselves, once, and whoever lists the team reads until when."""

import pytest

from db.database import Database
from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("When staff are there")

BOARD = False


async def test_away_offers_until_when_by_buttons_and_keeps_what_one_holds_in_sight(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await filed_and_taken(rita, olga, "The door does not open")
    await olga.writes("/away")
    offered = await olga.last()
    shown = ["away:hour", "away:two", "away:tomorrow", "away:back", "release:all", "release:none"]
    assert buttons(offered) == shown
    for press, line in (
        ("away:two", text_of("away-until-holding", until="11:00", n=1)),
        ("away:tomorrow", text_of("away-until-holding", until="21 Nov, 09:00", n=1)),
    ):
        await olga.presses(press)
        assert await olga.reads() == line
        assert (await olga.last_id(), await olga.buttons()) == (offered["message_id"], shown)
    await olga.presses("release:none")
    await olga.presses("away:hour")
    assert "You are away until" in await olga.reads()
    await olga.presses("away:back")
    assert await olga.reads() == "You are back. Nobody is waiting."
    before = len(await olga.received())
    await stage.pass_time(hours=30)
    assert piece_of("back-by-itself", n=0) not in " ".join(words(m) for m in (await olga.received())[before:])


async def test_an_earlier_or_later_word_replaces_the_time(stage: Stage, olga: Phone) -> None:
    await olga.writes("/away 1h")
    await olga.writes("/away")
    before = len(await olga.received())
    await stage.pass_time(hours=2)
    assert len(await olga.received()) == before  # away until she says so
    for said, until in (("на полчаса", "11:30"), ("завтра в 10", "21 Nov, 10:00"), ("until monday", "23 Nov, 09:00")):
        await olga.writes(f"/away {said}")
        assert (await olga.reads()).startswith(f"You are away until {until}"), said
    for wrong in ("32 d", "until 2026-11-19", "2h or so"):
        await olga.writes(f"/away {wrong}")
        assert piece_of("usage-away") in await olga.reads(), wrong
    await olga.writes("/away 1h")
    await olga.writes("/away 3h")
    before = len(await olga.received())
    await stage.pass_time(hours=2)
    assert len(await olga.received()) == before
    await stage.pass_time(hours=1)
    assert len(await olga.received()) == before + 1


@pytest.mark.parametrize("press", ["release:none", "release:all"])
async def test_what_is_said_of_cards_under_it_is_true_then(
    stage: Stage, rita: Phone, olga: Phone, printer: int, press: str
) -> None:
    """Away for good, until then, back meanwhile: the buttons stay where they are."""
    for typed, said in (("/away", "No new cards until /back."), ("/away 1h", "No new cards before 10:00")):
        await olga.writes(f"/claim {printer}")
        await olga.writes(typed)
        await olga.presses(press)
        await olga.containing(said)
    await olga.writes(f"/claim {printer}")
    await olga.writes("/away 2h")
    await olga.writes("/back")
    before = await olga.texts()
    await olga.presses(press)
    told = [said for said in await olga.texts() if said not in before]
    kept, back = text_of("away-kept", away="back"), text_of("released-all", n=1, away="back")
    assert (kept if press == "release:none" else back) in told
    assert "No new cards" not in " ".join(told)


async def test_a_dismissed_agent_does_not_come_back_by_the_clock(stage: Stage, olga: Phone) -> None:
    await olga.writes("/away 1h")
    vera = stage.vera
    await vera.writes("/staff")
    await vera.presses(f"person:{olga.id}")
    await vera.presses(f"dismiss:{olga.id}")
    before = len(await olga.received())
    await stage.pass_time(hours=2)
    assert len(await olga.received()) == before


async def test_until_tomorrow_is_the_desks_next_opening(database: Database) -> None:
    week = tuple(((480, 1080),) if day < 5 else () for day in range(7))
    async with staged(database, board=False, hours__week=week) as stage:
        olga = await stage.agent("Olga")
        await olga.writes("/away tomorrow")  # a Friday
        assert (await olga.reads()).startswith("You are away until 23 Nov, 08:00")
