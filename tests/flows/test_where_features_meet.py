"""Where one feature meets another: what each says alone is told elsewhere."""

from datetime import UTC, datetime

import pytest

from db.database import Database
from tests.flows.acts import filed_and_resolved, filed_and_taken, files, rates_agents
from tests.flows.hours import it_is, sets
from tests.flows.phone import Phone
from tests.flows.scenes import entries_of, row, since, taken
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Where features meet")

BOARD = False
WORK_DAYS = (((540, 1080),),) * 5 + ((),) * 2


async def test_promised_by_a_day_the_desk_is_closed_on_is_by_the_end_of_the_last_hours_before(
    database: Database,
) -> None:
    async with staged(database, board=False, targets__enabled=True, hours__week=WORK_DAYS) as made:
        rita, olga = await made.phone("Rita"), await made.agent("Olga")
        number = await taken(rita, olga)
        await olga.writes(f"/promise {number} 2026-11-29")
        assert await olga.reads() == (
            text_of("done-promise", number=number, at="27 Nov, 18:00", name="Rita", closed=1, heard="soon")
        )
        assert f"#{number}: we now expect to have it done by 27 Nov, 18:00." in await rita.texts()
        await it_is(made, datetime(2026, 11, 28, 10, tzinfo=UTC))
        await olga.writes("/language ru")
        await olga.writes(f"/promise {number} сегодня")  # nobody closes the day of who works on a closed one
        assert "обещано к 23:59. Rita" in await olga.reads()
        await olga.writes(f"/promise {number} 2026-12-05")
        assert await olga.reads() == (
            text_of("done-promise", "ru", number=number, at="4 дек, 18:00", name="Rita", closed=1, heard="soon")
        )


async def test_solved_again_by_another_who_gave_stars_is_not_asked_about_the_first(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await rates_agents(stage)
    number = await filed_and_resolved(rita, olga, "The heating does not work")
    await rita.presses(f"solved:{number}:yes")
    await rita.presses(f"rate:{number}:4")
    assert "how was Olga?" in await rita.reads()
    await olga.writes(f"/reopen {number}")
    await olga.writes(f"/release {number}")
    await ivan.writes(f"/claim {number}")
    await ivan.writes(f"/resolve {number}")
    await rita.presses(f"solved:{number}:yes")
    assert await rita.reads() == "Thank you: ★★★★. Would you like to add a few words? Just write them."
    agents = await row(stage, "select stars, marked_at from marks where about = 'agent'")
    assert (agents.stars, agents.marked_at is not None) == (None, True)
    await rita.presses(f"rate_agent:{number}:1", on=await rita.last_id(), force=True)
    assert (await rita.answer())["text"] == text_of("press-outdated")


@pytest.mark.parametrize("by_now", ["solved", "closed", "cancelled"])
async def test_why_it_is_escalated_said_after_it_was_solved_calls_nobody(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, by_now: str
) -> None:
    vera = stage.vera
    number = await filed_and_taken(rita, olga, "The door of hall B")
    await olga.writes(f"/escalate {number}")
    asked = await olga.last_id()
    if by_now == "cancelled":
        await rita.writes(f"/cancel {number}")
    else:
        await ivan.writes(f"/resolve {number}")
    if by_now == "closed":
        await rita.presses(f"solved:{number}:yes")
    await olga.writes(f"/language {'ru' if by_now == 'cancelled' else 'en'}")
    await olga.writes("nobody has the key", reply_to=asked)
    assert not [said for said in await vera.texts() if said.startswith("🔺")]
    assert await scalar(stage, "select escalated_at from tickets") is None
    assert (await entries_of(stage, number))[-1] == "nobody has the key"
    language = "ru" if by_now == "cancelled" else "en"
    reached = "resolved" if by_now == "solved" else by_now
    told = text_of("escalation-late", language, number=number, status=reached)
    assert (await olga.texts()).count(told) == 1
    if by_now == "solved":  # who knows that it was solved means it
        await olga.writes(f"/escalate {number}")
        await olga.writes("it is still locked", reply_to=await olga.last_id())
        assert len([said for said in await vera.texts() if said.startswith("🔺")]) == 1


async def test_back_at_the_opening_is_one_line_with_what_waits(database: Database) -> None:
    async with staged(database, board=False) as stage:
        rita, olga, ivan = await stage.phone("Rita"), await stage.agent("Olga"), await stage.agent("Ivan")
        await sets(stage, hours="Mon-Fri 9:00-18:00")
        await it_is(stage, datetime(2026, 11, 20, 17, tzinfo=UTC))
        await olga.writes("/away until monday")
        await it_is(stage, datetime(2026, 11, 21, 17, tzinfo=UTC))
        await files(rita, "The door of hall B")
        before = [len(await phone.received()) for phone in (olga, ivan)]
        await it_is(stage, datetime(2026, 11, 23, 9, 0, 1, tzinfo=UTC))
        told = [(await phone.texts())[seen:] for phone, seen in zip((olga, ivan), before, strict=True)]
        assert told == [
            [text_of("back-by-itself", n=1)],
            [text_of("opening-waiting", n=1)],
        ]


async def test_gathered_into_one_a_day_a_time_that_has_passed_is_not_told(database: Database) -> None:
    async with staged(database, board=False, targets__enabled=True) as stage:
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
        await rita.writes("/notifications")
        await rita.presses("news:daily:1")
        number = await taken(rita, olga)
        seen = len(await rita.received())
        await olga.writes(f"/promise {number} 5h")
        await stage.pass_time(hours=26)
        await olga.writes(f"/promise {number} 2026-11-23 12:00")
        await stage.pass_time(hours=24)
        told = "\n".join(await since(rita, seen))
        assert "Olga is looking after" in told
        assert [line for line in told.splitlines() if "expect" in line] == [
            f"• #{number}: we now expect to have it done by 23 Nov, 12:00."
        ]
