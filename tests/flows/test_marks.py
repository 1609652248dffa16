"""Stars for who solved it, surveys after silence, the one reminder, and what becomes of one or two stars."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.flows.acts import dismissed, filed_and_resolved, new_messages, rates_agents
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import entries_of, rang, row
from tests.flows.stage import Stage
from tests.flows.test_content_edits import edits
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("2.6 Resolved")

BOARD = False
OUTDATED = text_of("press-outdated")
HATEFUL = "<b>&amp; \u202e" + "🙂" * 600


async def marks(stage: Stage, number: int) -> dict[str, Any]:
    """The ticket's marks by what they are about."""
    query = "select m.*, p.name from marks m join tickets t on t.id = m.ticket_id left join people p on "
    async with stage.database.sessions() as session:
        found = await session.execute(text(f"{query} p.id = m.person_id where t.number = :n"), {"n": number})
        return {mark.about: mark for mark in found}


async def solved(phone: Phone, agent: Phone, stars: int, asked: str = "The heating does not work") -> int:
    """Closed by a yes, with these stars."""
    number = await filed_and_resolved(phone, agent, asked)
    await phone.presses(f"solved:{number}:yes")
    await phone.presses(f"rate:{number}:{stars}")
    return number


async def set_to(stage: Stage, key: str, value: str) -> None:
    await stage.vera.writes(f"/settings {key} {value}")


async def test_stars_for_who_solved_it_follow_in_the_same_message_and_the_word_after_either(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await rates_agents(stage)
    number = await solved(rita, olga, 4)
    asking = await rita.last()
    before = await rita.received()
    assert words(asking) == "Thank you: ★★★★. And how was Olga? Anything to add? Just write it."
    assert set(await marks(stage, number)) == {"solution", "agent"}
    await stage.pass_time(minutes=30)
    await rita.presses(f"rate_agent:{number}:5")
    assert await rita.last_id() == asking["message_id"]
    assert await rita.reads() == "Thank you: ★★★★. Would you like to add a few words? Just write them."
    assert await new_messages(rita, before) == []
    await stage.pass_time(seconds=90)
    await rita.writes("quick and kind")
    assert await rita.reads() == "Thank you, I will pass it on."
    given = await marks(stage, number)
    assert [(m.stars, m.words, m.name) for m in (given["solution"], given["agent"])] == [
        (4, "quick and kind", "Olga"), (5, None, "Olga"),
    ]  # fmt: skip
    assert given["solution"].asked_at < given["solution"].marked_at <= given["agent"].asked_at
    assert words(await olga.message_with(f"reopen:{number}")).endswith("★★★★ · Olga ★★★★★\nquick and kind")
    await ivan.writes(f"/ticket {number}")
    await ivan.presses(f"more:open:{number}:2")
    await ivan.presses(f"history:{number}:0")
    assert text_of("history-rating_agent", new="★★★★★") in await ivan.reads()
    remark = await row(stage, "select content_line from entries where kind = 'remark' order by id desc limit 1")
    assert '"remark-rated-agent-word"' in remark.content_line


async def test_stars_asked_for_before_they_were_switched_off_still_count(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await rates_agents(stage)
    number = await solved(rita, olga, 4)
    await set_to(stage, "tell", "remove agent_stars")
    await rita.presses(f"rate_agent:{number}:5")
    assert (await marks(stage, number))["agent"].stars == 5
    assert await rita.reads() == "Thank you: ★★★★. Would you like to add a few words? Just write them."


async def test_a_word_and_what_happened_edited_or_taken_back_are_read_so_by_everybody(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera, number = stage.vera, await solved(rita, olga, 2)
    said = await rita.writes("2 stars because it took a week")
    await edits(rita, said, "2 stars because it took a month")
    assert ((await marks(stage, number))["solution"]).words == "2 stars because it took a month"
    await stage.pass_time(minutes=6)
    asking = await olga.containing("What happened?")
    assert "it took a month" in words(asking)
    note = await olga.writes("The part was late", reply_to=asking["message_id"])
    assert "2 stars because it took a month\nOlga:\nThe part was late" in await vera.reads()
    await edits(olga, note, "The part was lost")
    assert words(await vera.containing("Olga:\n")).endswith("The part was lost")
    remark = "select content_line from entries where kind = 'remark' order by id desc limit 1"
    assert "a month" in (await row(stage, remark)).content_line

    await rita.writes("/delete", reply_to=said)
    assert await scalar(stage, "select rating_words from tickets where number = :n", n=number) is None
    assert "a month" not in (await row(stage, remark)).content_line
    await olga.writes("/delete", reply_to=note)
    read = [text for phone in (rita, olga, vera) for text in await phone.texts()]
    assert not [text for text in read if "a month" in text or "was lost" in text]
    assert words(await vera.containing("from Rita")).endswith("Olga has not said what happened.")


async def test_whoever_would_rather_not_is_asked_no_further(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rates_agents(stage)
    number = await solved(rita, olga, 3)
    asking = await rita.last_id()
    await rita.presses(f"rate:{number}:skip")
    assert await rita.reads() == f"Thank you: ★★★. ☑️ #{number} is closed."
    await rita.presses(f"rate_agent:{number}:1", on=asking, force=True)
    assert (await rita.answer())["text"] == OUTDATED
    agents = (await marks(stage, number))["agent"]
    assert (agents.stars, agents.marked_at is not None) == (None, True)
    await rita.writes("The door squeaks terribly")
    assert "send:2" in await rita.buttons()


async def test_one_silent_reminder_a_day_later_where_it_is_switched_on(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_resolved(rita, olga, "The heating does not work")
    await rita.presses(f"solved:{number}:yes")
    before = await rita.received()
    await stage.pass_time(hours=25)
    assert await new_messages(rita, before) == []
    await set_to(stage, "survey_reminder", "on")
    again = await filed_and_resolved(rita, olga, "There is no soap")
    await rita.presses(f"solved:{again}:yes")
    first = await rita.last_id()
    before = await rita.received()
    await stage.pass_time(hours=23, minutes=59)
    assert await new_messages(rita, before) == []
    await stage.pass_time(minutes=2)
    (reminder,) = await new_messages(rita, before)
    assert f"rate:{again}:5" in buttons(reminder)
    sent = [c["params"] for c in (await stage.telegram.read("calls"))["recent"] if c["method"] == "sendMessage"]
    assert str(sent[-1]["disable_notification"]).lower() in ("true", "1")
    assert buttons(next(m for m in await rita.received() if m["message_id"] == first)) == []
    assert (await marks(stage, again))["solution"].reminded_at is not None
    await stage.pass_time(days=3)
    assert len(await new_messages(rita, before)) == 1
    said = await filed_and_resolved(rita, olga, "It smells of gas")
    await rita.presses(f"solved:{said}:yes")
    await rita.presses(f"rate:{said}:skip")
    before = await rita.received()
    await stage.pass_time(hours=25)
    assert await new_messages(rita, before) == []


async def test_few_stars_at_night_are_told_without_a_sound_and_end_with_a_dismissal(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.vera
    await set_to(stage, "targets", "on")
    await stage.pass_time(hours=13)  # ten in the evening
    first = await solved(rita, olga, 1)
    await stage.pass_time(minutes=2, seconds=1)
    asked = await olga.last()
    assert "What happened?" in words(asked)
    assert not await rang(stage, olga, "What happened?")
    await olga.writes("The part came late", reply_to=asked["message_id"])
    assert not await rang(stage, vera, f"★ from Rita K.: #{first}")
    await stage.pass_time(hours=24 + 11)  # nine in the morning
    second = await solved(rita, ivan, 1, "There is no soap")
    await stage.pass_time(minutes=2, seconds=1)
    asked = await ivan.last()
    assert "What happened?" in words(asked)
    assert await rang(stage, ivan, "What happened?")
    await dismissed(stage, ivan)
    gone = next(m for m in await ivan.received() if m["message_id"] == asked["message_id"])
    assert (words(gone), buttons(gone)) == (text_of("asked-no-more"), [])
    await stage.pass_time(days=1)
    assert f"★ from Rita K.: #{second}" in await vera.reads()
    assert await rang(stage, vera, f"★ from Rita K.: #{second}")


async def test_few_stars_ask_who_solved_it_and_mark_and_note_reach_the_admins_once(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    await rates_agents(stage)
    number = await solved(rita, olga, 2, "<b>Heating</b>\nnothing")
    admins = await vera.received()
    await stage.pass_time(seconds=90)
    await rita.presses(f"rate_agent:{number}:1")
    await rita.writes(f"2 stars because {HATEFUL}")
    await stage.pass_time(seconds=116)
    assert not [m for m in await olga.received() if "What happened?" in words(m)]
    await stage.pass_time(seconds=2)
    asked = await olga.last()
    assert words(asked).startswith(
        f"★★ from Rita K.: #{number} “<b>Heating</b> · nothing”\nOlga: ★\n2 stars because <b>&amp;"
    )
    assert words(asked).endswith(piece_of("low-mark-ask"))
    assert await new_messages(vera, admins) == []
    await olga.writes(f"// The part came late {HATEFUL}", reply_to=asked["message_id"])
    (told,) = [m for m in await new_messages(vera, admins) if "★★ from" in words(m)]
    assert "Olga: ★\n" in words(told)
    assert "\nOlga:\nThe part came late <b>" in words(told)
    assert (await entries_of(stage, number))[-1].startswith("The part came late")
    assert piece_of("low-mark-answered") in words(
        next(m for m in await olga.received() if m["message_id"] == asked["message_id"])
    )
    await olga.writes("And the van broke down", reply_to=asked["message_id"])
    await vera.writes("Talk to the supplier", reply_to=told["message_id"])
    await stage.pass_time(days=2)
    assert len([m for m in await new_messages(vera, admins) if "★★ from" in words(m)]) == 1
    assert not [m for m in await rita.received() if "part came" in words(m) or "supplier" in words(m)]
    assert (await entries_of(stage, number))[-2:] == ["And the van broke down", "Talk to the supplier"]
