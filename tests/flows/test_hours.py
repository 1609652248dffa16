"""Hours: outside them nothing rings, receipts say when we are back, and what cannot wait calls somebody."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.flows.acts import new_messages
from tests.flows.hours import it_is, sets
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import card_of, filed, rang, row, since, status
from tests.flows.stage import Stage
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("Hours")

BOARD = False
FRIDAY_EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
MONDAY_NINE = int(datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp())


async def closed(stage: Stage, **settings: str) -> None:
    """A desk open on weekdays from nine to six, on a Friday evening."""
    await sets(stage, hours="mon-fri 9-18", **settings)
    await it_is(stage, FRIDAY_EVENING)


def moments(message: dict[str, Any]) -> list[int]:
    """The moments that Telegram shows in the reader's own zone, as POSIX seconds."""
    return [e["unix_time"] for e in message.get("entities", []) if e["type"] == "date_time"]


async def test_outside_the_hours_a_request_waits_and_its_receipt_says_when_we_are_back(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await closed(stage)
    vera = stage.vera
    seen = {p.name: len(await p.received()) for p in (olga, ivan, vera)}
    await filed(rita)
    receipt = await rita.containing("has gone to the team")
    assert "We are closed now and back on" in words(receipt)
    assert moments(receipt) == [MONDAY_NINE]
    assert "nowait:1" not in buttons(receipt)  # nobody has switched it on
    await stage.pass_time(hours=30)  # no reminder, and "nobody there: the admins" holds within the hours only
    assert [len(await p.received()) for p in (olga, ivan, vera)] == list(seen.values())
    assert not [m for m in await rita.received() if piece_of("nobody-free") in words(m)]
    await olga.writes("/queue")
    assert "#1" in await olga.reads()


async def test_the_opening_is_one_line_with_the_queue_for_those_on_duty(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.vera
    await ivan.writes("/away")
    await closed(stage)
    await filed(rita)
    await filed(await stage.phone("Boris", language="ru"), "Не открывается дверь")
    seen = {p.name: len(await p.received()) for p in (olga, ivan, vera)}
    await it_is(stage, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    (line,) = (await olga.received())[seen["Olga"] :]
    assert words(line) == text_of("opening-waiting", n=2)
    assert await rang(stage, olga, text_of("opening-waiting", n=2))
    assert "We are back" not in words(await rita.containing("has gone to the team"))
    await olga.presses("queue:1")
    assert "#1" in await olga.reads()
    assert await since(ivan, seen["Ivan"]) == []
    await stage.pass_time(minutes=14)  # reminders come as if it had been filed at nine
    assert len(await ivan.received()) == seen["Ivan"]
    seen["Olga"] = len(await olga.received())
    await stage.pass_time(minutes=2)
    assert len(await since(olga, seen["Olga"])) == 1
    assert await rita.reads() == text_of("nobody-free", number=1)  # and not that it has waited for two days
    await olga.writes("/claim 1")
    assert await status(stage, 1) == "assigned"
    await it_is(stage, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    assert [said for said in await olga.texts() if said.startswith(text_of("opening-waiting", n=1))]


@IN_BOTH
@pytest.mark.parametrize("minutes", [0, 20])
async def test_the_opening_and_what_needs_attention_are_one_message(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, language: str, minutes: int
) -> None:
    await sets(stage, hours="mon-fri 9-18", targets="on")
    async with stage.speaking(language):
        await olga.writes(f"/language {language}")
        number = await filed(rita)
        await olga.presses(f"claim:{number}")
        await olga.writes(f"/hold {number} until 2026-11-23 09:00")
        await it_is(stage, FRIDAY_EVENING)
        await filed(await stage.phone("Sam"), "No water in the kitchen")
        seen, others = len(await olga.received()), len(await ivan.received())
        await it_is(stage, datetime(2026, 11, 23, 9, minutes, tzinfo=UTC))
        (told,) = (await olga.received())[seen:]
        over = text_of("late-line-hold-over", number=number, name="Rita K.")
        assert words(told) == f"{text_of('opening-waiting', n=1)}\n\n{over}"
        assert {"queue:1", f"open:{number}"} <= set(buttons(told))
        await olga.presses("queue:1")
        assert "#2" in await olga.reads()
        assert len(await ivan.received()) == others + 1, "nothing of his is due"


async def test_an_opening_without_anything_waiting_says_nothing(stage: Stage, olga: Phone) -> None:
    await closed(stage)
    seen = len(await olga.received())
    await it_is(stage, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    await it_is(stage, datetime(2026, 11, 24, 21, 0, tzinfo=UTC))
    assert len(await olga.received()) == seen
    assert (await row(stage, "select opens_at from desk")).opens_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


async def test_the_critical_goes_through_at_once(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await closed(stage, critical_words="server is down, data lost")
    seen = len(await olga.received())
    await filed(rita, "Our SERVER   is down since noon")
    card = await card_of(olga, 1)
    assert card in (await olga.received())[seen:]
    assert "🔴" in words(card)
    assert "We are back" not in words(await rita.containing("has gone to the team"))
    history = await row(stage, "select old, new, actor_id from history where field = 'priority'")
    assert (history.old, history.new) == ("3", "1")
    await filed(rita, "The coffee is cold")
    seen = len(await ivan.received())
    await olga.writes("/ticket 2")
    await olga.presses("prio:2:1")
    assert "claim:2" in buttons((await ivan.received())[seen])
    await olga.presses("prio:2:4")
    seen = len(await ivan.received())
    await stage.pass_time(hours=20)
    assert "#2" not in " ".join((await ivan.texts())[seen:])  # what is no longer critical waits again


async def test_the_critical_rings_every_five_minutes_until_somebody_has_it(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await sets(stage, critical_words="server is down")
    await filed(rita, "The server is down")
    for _ in range(2):
        seen, heard = len(await olga.received()), len(await ivan.received())
        await stage.pass_time(minutes=5)
        (again,) = (await olga.received())[seen:]
        assert "#1" in words(again)
        assert len((await ivan.received())[heard:]) == 1
    assert await rang(stage, olga, "server is down")
    await olga.presses("claim:1")
    heard = len(await ivan.received())
    await stage.pass_time(minutes=10)
    assert len(await ivan.received()) == heard


async def test_at_night_only_who_is_named_for_it_hears_the_critical_again(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    """Busy or not, and from the first card on; colleagues off duty get it without a sound."""
    await closed(stage, critical_words="server is down", night_staff="Ivan")
    await filed(rita, "The lamp is dark")
    await ivan.writes("/take 1")
    await rita.writes("And it smells")
    await ivan.writes("/quiet")
    await rita.writes("/new The server is down")
    await stage.pass_time(seconds=30)
    assert await rang(stage, ivan, "server is down")
    assert await olga.containing("server is down")
    assert not await rang(stage, olga, "server is down")
    seen, heard = len(await olga.received()), len(await ivan.received())
    await stage.pass_time(minutes=5)
    assert len(await olga.received()) == seen
    assert len(await ivan.received()) == heard + 1


async def test_a_critical_word_in_a_later_message_notifies_who_is_on_call_until_somebody_has_it(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await closed(stage, critical_words="server is down", night_staff="Ivan")
    await filed(rita, "The lamp is dark")
    await rita.writes("Now the server is down")
    assert await rang(stage, ivan, "server is down")
    await stage.vera.writes("/priority 1 3")
    await rita.writes("The server is down again")
    assert (await row(stage, "select priority from tickets")).priority == 3, "the team has looked at it"
    await stage.vera.writes("/take 1")
    await rita.writes("/new The door is stuck")
    await stage.pass_time(seconds=30)
    await ivan.writes("/take 2")
    await rita.writes("Is the server is down a reason?", reply_to=(await rita.containing("#2"))["message_id"])
    assert (await row(stage, "select priority from tickets where number = 2")).priority == 3


async def test_cannot_wait_calls_the_admins_and_an_agent_puts_it_off(stage: Stage, rita: Phone, olga: Phone) -> None:
    await closed(stage, cannot_wait="on")
    vera = stage.vera
    await filed(rita)
    seen, told = len(await olga.received()), await vera.received()
    await rita.presses("nowait:1")
    (card,) = await new_messages(vera, told)
    assert text_of("called-at-night", number=1, name="Rita K.") in words(card)
    assert "🔴" in words(card)
    assert await rang(stage, vera, "cannot wait")
    heard = await vera.received()
    await stage.pass_time(minutes=5)
    (again,) = await new_messages(vera, heard)  # whom the requester called hears it until somebody has it
    assert len(await olga.received()) == seen
    receipt = await rita.containing("has gone to the team")
    assert "I have called somebody from the team." in words(receipt)
    assert "nowait:1" not in buttons(receipt)
    await rita.presses("nowait:1", on=receipt["message_id"], force=True)
    assert await new_messages(vera, [*told, card, again]) == []
    told = await rita.received()
    await vera.presses("canwait:1")
    (line,) = await new_messages(rita, told)
    assert "The team has looked at #1: it can wait. We are back" in words(line)
    assert moments(line) == [MONDAY_NINE]
    assert (await row(stage, "select priority from tickets where number = 1")).priority == 3
    assert "canwait:1" not in buttons(await card_of(vera, 1))
    receipt = await rita.containing("has gone to the team")
    assert moments(receipt) == [MONDAY_NINE]
    assert "nowait:1" not in buttons(receipt)  # once a ticket
    seen = len(await vera.received())
    await stage.pass_time(hours=20)
    assert len(await vera.received()) == seen


async def test_only_its_requester_calls_and_only_staff_put_off(stage: Stage, rita: Phone, olga: Phone) -> None:
    await closed(stage, cannot_wait="on")
    boris = await stage.phone("Boris")
    await filed(rita)
    await filed(boris, "The lights are off")
    card = await stage.vera.received()
    for stranger in (boris, olga):
        await stranger.presses("nowait:1", on=await stranger.last_id(), force=True)
        assert (await stranger.answer())["show_alert"]
    assert (await row(stage, "select count(*) from tickets where cannot_wait_at is not null")).count == 0
    await rita.presses("nowait:1")
    await rita.presses("canwait:1", on=(await rita.containing("has gone to the team"))["message_id"], force=True)
    assert (await rita.answer())["show_alert"]
    assert (await row(stage, "select priority from tickets where number = 1")).priority == 1
    assert len(await new_messages(stage.vera, card)) == 1


async def test_changed_hours_hold_for_open_tickets_at_once(stage: Stage, rita: Phone, olga: Phone) -> None:
    await closed(stage)
    await filed(rita)
    await sets(stage, hours="mon-fri closed, sat 10-14")
    tomorrow = int(datetime(2026, 11, 21, 10, 0, tzinfo=UTC).timestamp())
    assert moments(await rita.containing("has gone to the team")) == [tomorrow]
    seen = len(await olga.received())
    await sets(stage, day_ranges="2026-11-20..21 open Hackathon")
    assert await olga.reads() == text_of("opening-waiting", n=1)
    assert len(await olga.received()) == seen + 1
    assert "We are back" not in words(await rita.containing("has gone to the team"))
    await sets(stage, hours="default", day_ranges="-")
    await stage.pass_time(seconds=21)
    assert (await row(stage, "select opens_at, recalculate_at from desk")) == (None, None)


async def test_a_desk_closed_for_two_weeks_accepts_and_says_when_it_is_back(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await sets(stage, hours="mon-fri 9-18", day_ranges="2026-11-20..12-04 closed Founders' weeks")
    await filed(rita)
    back = int(datetime(2026, 12, 7, 9, 0, tzinfo=UTC).timestamp())
    assert moments(await rita.containing("has gone to the team")) == [back]
    seen = len(await olga.received())
    for _ in range(5):
        await stage.pass_time(days=3)
    assert len(await olga.received()) == seen
    await it_is(stage, datetime.fromtimestamp(back, UTC))
    assert await olga.reads() == text_of("opening-waiting", n=1)
