"""What is promised, on the board: the task's due both ways, and the label that says it is late."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.acts import answers, filed_and_taken, files
from tests.flows.hours import sets
from tests.flows.phone import Phone, words
from tests.flows.scenes import row, since, status
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("What is promised, on the board")

ASKED = "The projector in hall B shows everything in green"
_UNDONE = [f"// {text_of(key)}" for key in ("board-due-put-back", "board-due-passed")]


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk whose targets are set up: medium 8 h and 24 h."""
    async with staged(database, targets__enabled=True, team__undo=timedelta(seconds=10)) as made:
        yield made


async def _due(stage: Stage, number: int) -> datetime | None:
    due = (await stage.board.task(number))["due"]
    assert due is None or (due["date"].endswith("Z") and not due["is_recurring"])
    return datetime.fromisoformat(due["date"].replace("Z", "+00:00")) if due is not None else None


async def _dates(stage: Stage, number: int, date: str | None, user: str, **more: Any) -> None:
    await stage.board.update(number, by=user, due=None if date is None else {"date": date, **more})


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


async def test_the_tasks_due_follows_the_desks_hours(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    await sets(stage, hours="mon-fri 12-18")
    await stage.pass_time(seconds=15)
    promised = (await row(stage, "select first_due_at - filed_at as within, first_due_at from tickets")).first_due_at
    assert await _due(stage, number) == promised.replace(microsecond=0)
    await sets(stage, hours="default")
    await stage.pass_time(seconds=15)
    assert await _due(stage, number) != promised.replace(microsecond=0)


async def test_another_time_on_the_board_is_a_promise(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    policy = await scalar(stage, "select first_due_at from tickets")
    later, seen = stage.clock().replace(microsecond=0) + timedelta(hours=30), len(await rita.received())
    await _dates(stage, number, _written(later - timedelta(hours=1)), user)
    await _dates(stage, number, _written(later), user)
    assert await since(rita, seen) == []
    await stage.pass_time(seconds=11)
    told = await since(rita, seen)
    assert len(told) == 1 and f"#{number}" in told[0]
    await stage.pass_time(minutes=1)
    assert (len(await rita.received()), await _due(stage, number)) == (seen + 1, later)
    assert (await row(stage, "select promised_at, first_due_at from tickets")) == (later, policy)
    await stage.board.comment(number, "// the lamp comes tomorrow", by=user)
    await stage.board.comment(number, "// and it is heavy", by=user)
    await olga.writes(f"/ticket {number}")
    await olga.presses(f"more:open:{number}:2")
    await olga.presses(f"history:{number}:0")
    read = await olga.reads()
    assert (
        piece_of("history-promised") in read and text_of("history-promise_why", new="“the lamp comes tomorrow”") in read
    )
    assert "heavy" not in read
    assert len(await rita.received()) == seen + 1
    await _dates(stage, number, _written(policy), user)  # what the targets say needs no promise
    assert await scalar(stage, "select promised_at from tickets") is None


async def test_what_cannot_be_promised_is_put_back_with_one_remark(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    due, seen = await _due(stage, number), len(await rita.received())
    await _dates(stage, number, None, user)
    assert await _due(stage, number) == due
    await _dates(stage, number, "2026-11-23", user, string="every day")
    for wrong in ("2026-11-19", "9999-12-31", "0001-01-01T00:00:00"):
        await _dates(stage, number, wrong, user)
        assert await _due(stage, number) == due, wrong
    remarks = [text for text in await stage.board.comments(number) if text in _UNDONE]
    assert len(remarks) == 1
    await stage.pass_time(hours=1)
    await _dates(stage, number, "2026-11-19", user)
    remarks = [text for text in await stage.board.comments(number) if text in _UNDONE]
    assert remarks[1:] == ["// " + text_of("board-due-passed")]
    await olga.writes(f"/pending {number}")
    await _dates(stage, number, "2026-11-23", user)
    assert await _due(stage, number) is None
    assert "waiting for the requester" in (await stage.board.comments(number))[-1]
    assert not [text for text in await since(rita, seen) if "expect" in text]


async def test_on_hold_the_due_is_until_when_both_ways(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    due = await _due(stage, number)
    await olga.writes(f"/hold {number} until 2026-11-24 10:00 the lamp is ordered")
    assert await _due(stage, number) == datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    await stage.pass_time(seconds=11)
    seen = len(await rita.received())
    await _dates(stage, number, "2026-11-25T08:00:00", user)
    assert await scalar(stage, "select hold_until from tickets") == await _due(stage, number)
    assert await _due(stage, number) == datetime.fromisoformat("2026-11-25T08:00:00+00:00")
    await stage.pass_time(minutes=1)
    assert await since(rita, seen) == [text_of("on-hold-until", number=number, at="25 Nov, 08:00")]
    await olga.writes(f"/progress {number}")
    assert await _due(stage, number) == due


async def test_the_label_calls_somebody_and_takes_it_back(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await answers(olga, number, "On my way")
    seen = len(await vera.received())
    await stage.board.update(number, by=user, labels=["escalated"])
    assert (await row(stage, "select escalation_level, escalated_at is not null, tags from tickets")) == (1, True, [])
    (told,) = await since(vera, seen)
    assert told.endswith(piece_of("escalated-on-board")), "who put it on, Todoist does not say"
    await stage.pass_time(minutes=2)
    await stage.board.update(number, by=user, labels=[])
    assert await scalar(stage, "select escalated_at from tickets") is None
    await olga.writes(f"/escalate {number} the hall is full")
    assert (await stage.board.task(number))["labels"] == ["escalated"]
    await olga.writes(f"/deescalate {number}")
    assert (await stage.board.task(number))["labels"] == []
    await olga.writes(f"/escalate {number} again")
    await olga.writes(f"/resolve {number}")
    await stage.pass_time(seconds=11)
    await rita.presses(f"solved:{number}:yes")
    assert (await stage.board.task(number))["labels"] == []
    await stage.board.update(number, by=user, labels=["escalated"])
    assert (await stage.board.task(number))["labels"] == []
    assert await scalar(stage, "select escalated_at from tickets") is None


async def test_no_category_is_called_like_the_desks_own_labels(stage: Stage) -> None:
    vera = stage.vera
    for name in ("late", "Escalated", "нужен ответ", "Позвали старшего"):
        await vera.writes(f"/categories add {name}")
        assert piece_of("category-own") in await vera.reads()
    assert await scalar(stage, "select count(*) from categories") == 0


@pytest.mark.parametrize("go", [True, False])
async def test_more_than_five_moved_in_ten_minutes_wait_for_a_word(stage: Stage, go: bool) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    guests = [await stage.phone(f"Guest {n}") for n in range(7)]
    numbers = [await files(guest, "The badge does not open the door") for guest in guests]
    before = {number: (await stage.board.task(number))["due"]["date"] for number in numbers}
    for number in numbers:
        await stage.board.update(number, by=user, due={"date": "2026-11-23T10:00:00Z"}, quietly=True)
    await stage.settle()
    await stage.pass_time(seconds=30)
    asked = words(await vera.message_with("brake:go"))
    held = [number for number in numbers if f"#{number}" in asked]
    assert len(held) == 2 and "2 more tickets" in asked
    told = {n: any("10:00" in t for t in await guest.texts()) for n, guest in zip(numbers, guests, strict=True)}
    assert [number for number in numbers if not told[number]] == held
    await vera.presses(f"brake:{'go' if go else 'undo'}")
    await stage.pass_time(seconds=30)
    after = {number: (await stage.board.task(number))["due"]["date"] for number in numbers}
    for number, guest in zip(numbers, guests, strict=True):
        moved = go or number not in held
        assert after[number] == ("2026-11-23T10:00:00Z" if moved else before[number])
        assert any("10:00" in text for text in await guest.texts()) == moved
    assert {await status(stage, number) for number in numbers} == {"new"}


async def test_a_label_put_by_a_clock_that_was_ahead_goes_when_it_is_put_back(stage: Stage, rita: Phone) -> None:
    number = await files(rita, ASKED)
    stage.clock.is_set(hours=9)
    await stage.pass_time(minutes=1)
    assert "late" in (await stage.board.task(number))["labels"]
    stage.clock.is_set(hours=-9)
    await stage.pass_time(minutes=1)
    assert "late" not in (await stage.board.task(number))["labels"]
    await stage.pass_time(hours=9)
    assert "late" in (await stage.board.task(number))["labels"]
