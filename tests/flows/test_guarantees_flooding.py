"""Floods: more than one person or the team can take, accepted all the same, and what an agent does about a nuisance."""

import pytest
from sqlalchemy import func, select

from db.database import Database
from db.models import Entry
from tests.flows.acts import filed_and_taken, files, new_messages, unblocks
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import changes, status
from tests.flows.stage import Stage, staged
from tests.inbox import make_inbox
from tests.sql import scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = [pytest.mark.sentence("5 Guarantees")]


@IN_BOTH
async def test_one_too_many_is_a_request_of_its_own_that_notifies_nobody_until_it_is_urgent(
    database: Database, language: str
) -> None:
    async with staged(database, board=False, locale=language, limits__max_new_per_hour=2) as stage:
        vera, rita = stage.vera, await stage.phone("Rita", language=language)
        olga = await stage.agent("Olga", language=language)
        for n in range(2):
            await filed_and_taken(rita, olga, f"The lamp at table {n} is out")
        before = await olga.received()
        assert await files(rita, "Invoice for the catering of Friday is missing") == 3
        receipt = await rita.message_with("nowait:3")
        assert piece_of("receipt-waits", language) in words(receipt)
        assert await new_messages(olga, before) == []
        assert text_of("limit-crowded-hour") in await vera.reads()
        await olga.writes("/resolve 2")
        await olga.writes("/queue")
        assert "Invoice for the catering" in await olga.reads()
        assert await status(stage, 3) == "new", "what ends the request before it is not the end of this one"

        before = await olga.received()
        await rita.presses("nowait:3", on=receipt["message_id"])
        assert "Invoice for the catering" in words((await new_messages(olga, before))[-1])
        await rita.presses("nowait:3", on=receipt["message_id"], force=True)
        assert len(await new_messages(olga, before)) == 1
        assert "nowait:3" not in buttons(await rita.message_with("cancel:3"))


async def test_a_flood_comes_as_one_reminder(stage: Stage, rita: Phone, olga: Phone) -> None:
    before = await olga.received()
    for n in range(30):
        await rita.writes(f"/new The lamp at table {n} is out", quietly=True)
        await stage.bot_round()
    await stage.pass_time(minutes=1)
    assert len(await new_messages(olga, before)) == 5
    before = await olga.received()
    await stage.pass_time(minutes=16)
    (reminder,) = await new_messages(olga, before)
    assert "#30" in words(reminder)


async def test_cancelling_and_opening_again_rings_for_nobody_and_counts_to_the_hour(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await files(rita, "The lamp at table 3 is out")
    before = await olga.received()
    receipt = (await rita.message_with(f"cancel:{number}"))["message_id"]
    for _ in range(14):
        await rita.presses(f"cancel:{number}", on=receipt, force=True)
        await rita.presses(f"reopen:{number}", on=receipt, force=True)
    assert await new_messages(olga, before) == []
    assert "so #1 stays as it is" in (await rita.answer())["text"]
    assert await status(stage, number) == "cancelled"
    assert len(await changes(stage, number)) == 23  # eleven times opened again, twelve times cancelled
    assert "nowait:2" in buttons(await rita.message_with(f"cancel:{await files(rita, 'But now it burns')}"))
    assert await new_messages(olga, before) == []

    await stage.pass_time(minutes=71)
    await rita.presses(f"reopen:{number}", on=receipt)
    assert f"claim:{number}" in buttons((await new_messages(olga, before))[-1])


async def test_drafts_that_were_given_up_count_to_the_hour(stage: Stage, rita: Phone) -> None:
    for n in range(12):
        await rita.writes(f"/new The lamp at table {n} is out")
        await rita.writes("/cancel")
    assert "nowait:13" in buttons(await rita.message_with(f"cancel:{await files(rita, 'And one more lamp')}"))
    await stage.pass_time(hours=1)
    assert "nowait:14" not in buttons(await rita.message_with(f"cancel:{await files(rita, 'A new hour')}"))


async def test_twenty_messages_in_a_minute_are_answered_by_one_line_and_all_are_kept(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await filed_and_taken(rita, olga, "The lamp at table 3 is out")
    before = await rita.received()
    for n in range(30):
        stage.clock.on(seconds=2.1)
        await rita.writes(f"flicker number {n}", quietly=True)
        await stage.bot_round()
    await stage.pass_time(seconds=5)
    lines = [words(m) for m in await new_messages(rita, before)]
    assert lines == ["I have everything you wrote; please give me a minute to pass it on."]
    thread = "\n".join(await stage.board.comments(1))
    assert [n for n in range(30) if f"flicker number {n}" not in thread] == []


async def test_above_thirty_new_tickets_in_ten_minutes_announcements_are_one_message(stage: Stage, olga: Phone) -> None:
    guests = [await stage.phone(f"Guest{n:02}") for n in range(36)]
    for guest in guests:
        await guest.writes(f"My badge does not open the door, says {guest.name}", quietly=True)
    await stage.settle()
    before = await olga.received()
    await stage.pass_time(seconds=31)
    came = await new_messages(olga, before)
    cards = [m for m in came if any(b.startswith("claim:") for b in buttons(m))]
    merged = [m for m in came if "queue:1" in buttons(m)]
    assert len(cards) == 30
    assert len(merged) == 1
    assert words(merged[0]).startswith(text_of("surge-title", n=36))
    opened = next(b for b in buttons(merged[0]) if b.startswith("open:"))
    await olga.presses(opened, on=merged[0]["message_id"])
    number = opened.removeprefix("open:")
    await olga.presses(f"claim:{number}")
    assert f"resolve:{number}" in buttons(await olga.message_with(f"resolve:{number}"))

    await stage.pass_time(minutes=11)
    late = await stage.phone("Late")
    await files(late, "The door is open again but now it does not close")
    assert "claim:37" in await olga.buttons()


async def test_a_blocked_persons_buttons_do_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await files(rita, "The lamp at table 3 is out")
    await olga.presses(f"open:{number}")
    await olga.presses(f"more:open:{number}:2")
    await olga.presses(f"more:open:{number}:3")
    await olga.presses(f"block:{number}")
    (told,) = [a for a in await olga.answers() if a["show_alert"]]
    assert "Rita K." in told["text"]
    before = await olga.received()
    await rita.presses(f"cancel:{number}")
    assert (await rita.answer())["text"] == text_of("barred-press")
    assert not (await stage.board.task(number))["checked"]
    assert await new_messages(olga, before) == []


async def test_a_draft_of_somebody_blocked_waits(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, "The lamp at table 3 is out")
    await rita.writes("/new And something else I am still thinking about")
    await olga.writes(f"/block {number}")
    before = await olga.received()
    await stage.pass_time(minutes=10)
    assert await new_messages(olga, before) == []
    await unblocks(olga)
    await stage.pass_time(minutes=1)
    assert "still thinking" in words(await olga.message_with("claim:2"))


async def test_a_known_requesters_answer_overtakes_a_flood(stage: Stage, rita: Phone, olga: Phone) -> None:
    """One account with many messages, many accounts with five each; then an agent answers somebody else."""
    number = await filed_and_taken(rita, olga, "The lamp at table 3 is out")
    card = await olga.message_with(f"release:{number}")
    flood = await stage.phone("Flood")
    guests = [await stage.phone(f"Guest{n:02}") for n in range(30)]
    stage.duties.poller._into_inbox = make_inbox(stage.database)
    for n in range(60):
        await flood.writes(f"spam {n}", quietly=True)
    for n in range(5):
        for guest in guests:
            await guest.writes(f"Message {n} of {guest.name} about the door", quietly=True)
    await olga.writes("The new lamp is here", reply_to=card["message_id"], quietly=True)
    while await stage.duties.poller.poll_once():
        pass
    await stage.worker.run_once()
    await stage.delivery.run_once()
    assert (await rita.reads()).endswith("The new lamp is here")
    waiting = [g for g in guests if not await g.received()]
    assert waiting

    await stage.settle()
    said = select(func.count()).select_from(Entry).where(Entry.body.contains("about the door"))
    assert await scalar(stage, said) == 30
    for guest in guests:
        assert [b for m in await guest.received() for b in buttons(m) if b.startswith("cancel:")]


async def test_what_a_blocked_person_types_as_a_command_is_refused_as_a_button_is_and_is_no_words(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_taken(rita, olga, "The lamp at table 3 is out")
    await olga.writes(f"/block {number}")
    for command in ("/new", f"/cancel {number}", "/notifications"):
        await rita.writes(command)
        assert await rita.reads() == text_of("barred-press"), command
    await rita.writes("/new The lamp at table 4 is out")
    assert "1 message since" in await unblocks(olga)
    card = words(await olga.message_with("claim:2"))
    assert "The lamp at table 4 is out" in card
    assert "/" not in card
