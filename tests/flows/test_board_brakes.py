"""Too many completions, or too many comments by one account: held until an admin's word."""

from typing import Any

import pytest

from tests.flows.acts import filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import status
from tests.flows.stage import Stage
from tests.sql import fetch, scalar

pytestmark = [pytest.mark.sentence("4 Status and board")]

GO = ["brake:go"]


async def _many(stage: Stage, count: int) -> list[int]:
    phones = [await stage.phone(f"Guest {n}") for n in range(count)]
    for n, phone in enumerate(phones):
        await phone.writes(f"Badge number {n} does not open the door", quietly=True)
    await stage.settle()
    await stage.pass_time(seconds=31)
    return [r + 1 for r in range(count)]


async def _counts(stage: Stage) -> dict[str, int]:
    return {r[0]: r[1] for r in await fetch(stage, "select status, count(*) from tickets group by 1")}


async def _asked(stage: Stage) -> int:
    """How many guests were asked whether it is solved."""
    guests = [phone for name, phone in stage.people.items() if name.startswith("Guest")]
    asked = [b for guest in guests for m in await guest.received() for b in buttons(m) if b.endswith(":yes")]
    return len(asked)


async def test_more_than_twenty_completions_in_ten_minutes_are_held(stage: Stage) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    numbers = await _many(stage, 24)
    for number in numbers:
        await stage.board.complete(number, by=user, quietly=True)
    await stage.settle()
    assert await _counts(stage) == {"resolved": 20, "new": 4}
    asked = await vera.message_with("brake:go")
    held = [n for n in numbers if await status(stage, n) == "new"]
    assert all(f"#{n}" in words(asked) for n in held)
    assert all([(await stage.board.task(n))["checked"] for n in held])
    assert await _asked(stage) == 20
    await stage.board.uncomplete(held[0], by=user)
    assert await status(stage, held[0]) == "new"
    await vera.presses("brake:go")
    assert await _counts(stage) == {"resolved": 23, "new": 1}
    assert await _asked(stage) == 23


async def test_put_back_opens_the_tasks_again(stage: Stage) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    numbers = await _many(stage, 22)
    for number in numbers:
        await stage.board.complete(number, by=user, quietly=True)
    await stage.settle()
    await stage.reopen()
    held = [n for n in numbers if await status(stage, n) == "new"]
    assert len(held) == 2
    await vera.presses("brake:undo")
    assert not any([(await stage.board.task(n))["checked"] for n in held])
    await stage.pass_time(minutes=15)
    await stage.board.complete(held[0], by=user)
    assert await status(stage, held[0]) == "resolved"


async def test_more_than_sixty_comments_by_one_account_are_kept(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, user, other = stage.vera, await stage.board.user("Pavel"), await stage.board.user("Maria")
    number = await filed_and_taken(rita, olga, "The projector shows green")
    second = await files(await stage.phone("Zoe"), "The badge printer jams")
    for n in range(60):
        await stage.board.comment(number, f"line {n}", by=user, quietly=True)
    await stage.settle()
    for n in (60, 61):
        await stage.board.comment(second, f"line {n}", by=user)
    before = await rita.texts()
    assert len([t for t in before if "line" in t]) == 60
    assert not [t for t in await stage.people["Zoe"].texts() if "line" in t]
    assert f"#{second}" in words(await vera.message_with("brake:go"))
    await stage.board.comment(second, "I am somebody else", by=other)
    assert "I am somebody else" in await stage.people["Zoe"].reads()
    await stage.pass_time(minutes=11)
    await stage.board.comment(second, "line 62", by=user)
    assert not [t for t in await stage.people["Zoe"].texts() if "line" in t]
    await stage.pass_time(minutes=2)
    for _ in range(3):
        await vera.presses("brake:go", on=next(m["message_id"] for m in await vera.received() if buttons(m)[:1] == GO))
    got = [t.split()[-1] for t in await stage.people["Zoe"].texts() if "line" in t]
    assert got == ["60", "61", "62"]


async def test_kept_inside_they_are_notes(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, "The projector shows green")
    for n in range(61):
        await stage.board.comment(number, f"line {n}", by=user, quietly=True)
    await stage.settle()
    told = len(await rita.received())
    await vera.presses("brake:undo")
    assert len(await rita.received()) == told
    assert await scalar(stage, "select kind from entries where body = 'line 60'") == "note"
    assert (await olga.reads()).endswith("line 60")


async def _imported(stage: Stage, count: int) -> tuple[str, list[dict[str, Any]]]:
    """So many tasks added at once, as by a template; by whom, and the tasks."""
    user = await stage.board.user("Pavel")
    stage.clock.on(seconds=5)
    made = [await stage.board.add(f"Check desk {n}", by=user, quietly=True) for n in range(count)]
    await stage.settle()
    return user, made


async def test_more_than_forty_added_tasks_in_ten_minutes_are_held(stage: Stage) -> None:
    vera = stage.vera
    user, made = await _imported(stage, 43)
    assert await _counts(stage) == {"new": 40}
    assert words(await vera.message_with("brake:go")).startswith("One account added more than 40 tasks")
    task = made[-1]["id"]
    await stage.board.does("comment/add", by=user, task_id=task, content="the one by the door")
    await stage.pass_time(minutes=15)
    await stage.board.does("task/update", by=user, id=task, content="Check the last desk")
    await stage.board.does("task/delete", by=user, id=made[-2]["id"])
    assert await _counts(stage) == {"new": 40}
    await stage.board.add("And the lamps", by=user)
    assert await _counts(stage) == {"new": 41}
    await vera.presses("brake:go")
    assert await _counts(stage) == {"new": 43}
    assert (await stage.board.by_id(task))["content"].endswith("Check the last desk")
    assert await scalar(stage, "select count(*) from entries where body = 'the one by the door'") == 1


async def test_left_alone_they_become_no_tickets_whatever_happens_to_them(stage: Stage) -> None:
    user, made = await _imported(stage, 41)
    await stage.vera.presses("brake:undo")
    await stage.pass_time(minutes=15)
    await stage.board.does("task/update", by=user, id=made[-1]["id"], content="Check it all the same")
    assert await _counts(stage) == {"new": 40}
