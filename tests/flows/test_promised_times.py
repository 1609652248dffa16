"""Times that people promise, on hold until when, and whose turn it is: what is said, told and counted."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, card_of, rang, row, since, status, taken
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("Promises")

BOARD = False
UNDO = timedelta(seconds=10)


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk whose targets are set up, and whose presses can be taken back for ten seconds."""
    async with staged(database, board=False, targets__enabled=True, team__undo=UNDO) as made:
        yield made


async def test_a_promise_taken_back_and_those_that_are_none(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await taken(rita, olga)
    await stage.pass_time(seconds=11)
    seen = len(await rita.received())
    for wrong in ("", " soon", " 2026-13-01", " tomorrow maybe", " <b>2h</b>"):
        await olga.writes(f"/promise {number}{wrong}")
        assert text_of("usage-promise") in await olga.reads(), wrong
    await olga.writes(f"/promise {number} 2026-11-19 14:00")
    assert await olga.reads() == text_of("promise-past")
    for right, at in (("через 2 часа", "11:00"), ("in an hour", "10:00"), ("завтра в 10", "21 Nov, 10:00")):
        await olga.writes(f"/promise {number} {right}")
        assert f"promised for {at}." in await olga.reads(), right
    await olga.writes(f"/promise {number} off")
    assert piece_of("done-promise-off") in await olga.reads()
    await stage.pass_time(minutes=1)
    assert await since(rita, seen) == []
    assert await scalar(stage, "select promised_at from tickets where number = :n", n=number) is None
    assert await scalar(stage, "select count(*) from timers where kind = 'promise'") == 0


async def test_on_hold_until_then_its_agent_is_reminded_once_and_nothing_closes_it(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await taken(rita, olga)
    await olga.writes(f"/hold {number} until 2026-11-19 the key")
    assert await olga.reads() == text_of("hold-past")
    assert await status(stage, number) == "assigned"
    for years, said in (("2020-01-01", text_of("hold-past")),
                        ("2090-01-01", text_of("time-far"))):  # fmt: skip
        await olga.writes(f"/hold {number} until {years} the key")
        assert (await olga.reads(), await status(stage, number)) == (said, "assigned")
    for wrong in ("until 25:00 the key", "till 2026-13-01 the key", "до 31.02. ключ", "until", "до"):
        await olga.writes(f"/hold {number} {wrong}")
        assert (await olga.reads()).startswith(piece_of("usage-hold")), wrong
        assert await status(stage, number) == "assigned", "who names a time wants to be reminded then"
    await olga.writes(f"/hold {number} until 2d Ivan from the workshop")
    assert f"#{number} is on hold until 22 Nov" in await olga.reads()
    held = await row(stage, "select hold_reason, hold_until from tickets where number = :n", n=number)
    assert held.hold_reason == "Ivan from the workshop"
    await stage.pass_time(seconds=11)
    assert "until 22 Nov" in words(await card_of(olga, number))
    seen = len(await olga.received())
    await stage.pass_time(hours=47)
    assert await since(olga, seen) == []
    await stage.pass_time(hours=1, minutes=1)
    assert await since(olga, seen) == [text_of("late-line-hold-over", number=number, name="Rita K.")]
    await stage.pass_time(days=30)
    assert (len(await olga.received()), await status(stage, number)) == (seen + 1, "on_hold")
    assert await scalar(stage, "select count(*) from pauses") == 0
    await olga.writes(f"/progress {number}")
    assert await scalar(stage, "select hold_until from tickets where number = :n", n=number) is None


@IN_BOTH
async def test_the_requester_reads_until_when_it_is_on_hold_and_a_later_time(
    stage: Stage, rita: Phone, olga: Phone, language: str
) -> None:
    number = await taken(rita, olga)
    await stage.pass_time(seconds=11)
    async with stage.speaking(language):
        await rita.writes(f"/language {language}")
        seen = len(await rita.received())
        await olga.writes(f"/hold {number} until 2026-12-04 10:00 the vendor")
        assert await since(rita, seen) == [], "it can still be taken back"
        await stage.pass_time(seconds=11)
        first, second = {"en": ("4 Dec, 10:00", "8 Dec, 09:00"), "ru": ("4 дек, 10:00", "8 дек, 09:00")}[language]
        assert await since(rita, seen) == [text_of("on-hold-until", number=number, at=first)]
        assert "vendor" not in " ".join(await rita.texts())
        await rita.writes(f"/ticket {number}")
        assert text_of("expect-held", at=first) in await rita.reads()
        seen = len(await rita.received())
        await olga.writes(f"/hold {number} until 2026-12-07 10:00")
        await olga.writes(f"/hold {number} until 2026-12-08 09:00")
        await olga.writes(f"/hold {number} until 2026-12-08 09:00")
        await stage.pass_time(seconds=11)
        assert await since(rita, seen) == [text_of("on-hold-until", number=number, at=second)], "only the last of them"
        seen = len(await rita.received())
        await olga.writes(f"/progress {number}")
        await olga.writes(f"/hold {number}")
        await stage.pass_time(seconds=11)
        assert await since(rita, seen) == []
        await rita.writes(f"/ticket {number}")
        assert piece_of("expect-held") not in await rita.reads()


async def test_a_time_said_earlier_stands_where_none_is_said_and_the_line_says_so(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await taken(rita, olga)
    await olga.writes(f"/hold {number} until 2d the key")
    for again in ("Ivan has it", ""):
        before = len(await olga.received())
        await olga.writes(f"/hold {number} {again}".strip())
        (said,) = (await olga.texts())[before:]
        assert piece_of("done-hold-still", number=number) in said
    await olga.writes(f"/progress {number}")
    await olga.writes(f"/hold {number} the key")
    assert await olga.reads() == f"⏸ #{number} is on hold."
    await olga.writes(f"/hold {number}")
    assert await olga.reads() == f"⏸ #{number} is on hold.", "also said where nothing changes"


async def test_what_was_resolved_by_mistake_is_on_hold_until_the_same_time_again(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await taken(rita, olga)
    await olga.writes(f"/hold {number} until 2d Ivan from the workshop")
    await stage.pass_time(seconds=11)
    held = "select status, hold_reason, hold_until, remind_at from tickets where number = :n"
    before = await row(stage, held, n=number)
    await olga.writes(f"/resolve {number}")
    await stage.pass_time(seconds=5)
    await olga.writes(f"/reopen {number}")
    assert await row(stage, held, n=number) == before


async def test_pending_a_quiet_reminder_then_resolved_by_silence_and_their_words_bring_it_back(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await taken(rita, olga)
    await stage.pass_time(hours=2)
    await olga.presses(f"pending:{number}")
    await stage.pass_time(seconds=11)
    seen, heard = len(await rita.received()), len(await olga.received())
    await stage.pass_time(hours=35)
    assert await since(rita, seen) == []
    await stage.pass_time(hours=1, minutes=1)
    assert await since(rita, seen) == [text_of("pending-reminder", number=number)]
    assert not await rang(stage, rita, piece_of("pending-reminder"))
    reminder = await rita.containing(piece_of("pending-reminder"))
    await rita.writes("Floor 2, left door", reply_to=reminder["message_id"])
    assert await status(stage, number) == "in_progress"
    (paused,) = [await row(stage, "select reason, ended_at - started_at as length from pauses")]
    assert (paused.reason, paused.length // timedelta(hours=1)) == ("pending", 36)
    due = "select first_due_at - filed_at as first from tickets where number = :n"
    assert (await row(stage, due, n=number)).first == timedelta(hours=8) + paused.length
    assert [t for t in await since(olga, heard) if "due" in t] == []
    await answers(olga, number, "Thanks. Which printer exactly?")
    await olga.presses(f"pending:{number}")
    await stage.pass_time(hours=72, minutes=1)
    assert await status(stage, number) == "resolved"
    kept = "select solve_due_at - filed_at as solved from tickets where number = :n"
    paused = await row(stage, "select sum(ended_at - started_at) as length from pauses where reason = 'pending'")
    assert (await row(stage, kept, n=number)).solved == timedelta(hours=24) + paused.length
    assert "solved:1:yes" in [b for m in await rita.received() for b in buttons(m)]
    await stage.pass_time(hours=72, minutes=1)
    assert await status(stage, number) == "closed"


async def test_high_after_two_hours_the_agent_is_asked_and_the_requester_gets_one_line(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await taken(rita, olga)
    await olga.writes(f"/priority {number} 2")
    seen, told = len(await olga.received()), len(await rita.received())
    await stage.pass_time(minutes=119)
    await answers(olga, number, "Looking into it")
    told = len(await rita.received())
    await stage.pass_time(minutes=119)
    assert [t for t in await since(olga, seen) if piece_of("still-ask") in t] == []
    await stage.pass_time(minutes=2)
    asked = await olga.message_with(f"still:{number}")
    assert words(asked) == text_of("still-ask", name="Rita K.", number=number, age="2 h")
    await olga.presses(f"still:{number}")
    assert await since(rita, told) == [text_of("still-on-it", number=number)]
    await olga.presses(f"still:{number}", on=asked["message_id"], force=True)
    assert len(await rita.received()) == told + 1
    await olga.presses(f"pending:{number}")
    seen = len(await olga.received())
    await stage.pass_time(hours=3)
    assert [t for t in await since(olga, seen) if piece_of("still-ask") in t] == []


async def test_that_the_requester_will_hear_of_it_is_said_where_they_will(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await taken(rita, olga)

    async def is_said(at: str) -> str:
        await olga.writes(f"/promise {number} 2026-11-23 {at}")
        return (await olga.reads()).partition(f"{at}. ")[2]

    def heard(how: str) -> str:
        said = text_of("done-promise", number=number, at="12:00", closed=0, heard=how, name="Rita K.")
        return said.partition("12:00. ")[2]

    assert await is_said("12:00") == heard("soon")
    assert await is_said("12:00") == heard("soon")
    await stage.pass_time(seconds=11)
    assert await is_said("12:00") == heard("knows")
    await is_said("13:00")
    assert await is_said("12:00") == heard("knows")
    for switch in ("daily:1", "status:0"):
        await rita.writes("/notifications")
        await rita.presses(f"news:{switch}")
        assert (await is_said("14:00")) == heard("not"), switch
