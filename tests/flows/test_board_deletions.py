"""Tasks deleted, moved away, moved back; tickets whose task is gone; the brake for many at once."""

import pytest

from tests.flows.acts import account, answers, filed_and_closed, filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row, status
from tests.flows.stage import Stage

ASKED = "The projector in hall B shows everything in green"


async def _states(stage: Stage, numbers: list[int]) -> list[str]:
    return [await status(stage, number) for number in numbers]


async def _many(stage: Stage, rita: Phone, count: int) -> list[int]:
    """Tickets of several people, so that nobody is slowed down."""
    numbers = []
    for n in range(count):
        phone = await stage.phone(f"Guest {n}")
        numbers.append(await files(phone, f"Badge {n} does not open the door"))
    return numbers


async def test_deleting_the_task_closes_the_ticket_and_says_so(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await rita.writes("It flickers too")
    await answers(olga, number, "Coming")
    before = len(await rita.received())
    await stage.board.delete(number, by=user)
    assert await status(stage, number) == "closed"
    assert (await row(stage, "select end_reason from tickets"))[0] == "task-deleted"
    told = (await rita.received())[before:]
    assert ["closed" in words(m) for m in told] == [True]
    line = await olga.containing("its task was deleted on the board")
    assert f"reopen:{number}" in buttons(line)
    kept = await row(stage, "select count(*) from entries where withdrawn_at is null and kind in ('comment', 'reply')")
    assert kept[0] == 3


async def test_a_reopened_ticket_whose_task_is_gone_gets_a_new_one_with_its_thread(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.board.comment(number, "Which laptop is it?", by=user)
    await rita.writes("The red one")
    await stage.pass_time(seconds=3)
    await olga.writes(f"/note {number} red means Ivan's")
    await stage.board.delete(number, by=user)
    before = len(await rita.received())
    await olga.presses(f"reopen:{number}", on=(await olga.containing("its task was deleted"))["message_id"])
    assert await status(stage, number) == "reopened"
    assert await stage.board.section(number) == "Reopened"
    assert ASKED in (await stage.board.task(number))["description"]
    assert await stage.board.comments(number) == [
        "**Pavel:** Which laptop is it?",
        "**Rita K.:** The red one",
        "// **Olga:** red means Ivan's",
    ]
    await stage.pass_time(seconds=61)
    assert [words(m) for m in (await rita.received())[before:] if "laptop" in words(m)] == []


async def test_moving_it_to_another_project_closes_and_moving_it_back_reopens(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    own, project = await account(stage), await stage.board.project_id()
    number = await filed_and_taken(rita, olga, ASKED)
    task = (await stage.board.task(number))["id"]
    await stage.board.does("task/move", by=own, id=task, project_id=await stage.board.inbox(own))
    assert await status(stage, number) == "closed"
    assert f"reopen:{number}" in buttons(await olga.containing("moved to another project"))
    await stage.board.does("task/move", by=own, id=task, project_id=project)
    assert await status(stage, number) == "reopened"
    assert await stage.board.section(number) == "Reopened"
    assert (await stage.board.task(number))["id"] == task


@pytest.mark.parametrize("told", ["silent", "tombstone"])
async def test_a_task_moved_out_of_our_sight_is_missed(stage: Stage, rita: Phone, olga: Phone, told: str) -> None:
    await stage.todoist.do("behave", moved_away=told)
    user, project = await stage.board.user("Pavel"), await stage.board.project_id()
    number = await filed_and_taken(rita, olga, ASKED)
    done = await filed_and_taken(rita, olga, "And the sound crackles, too")
    await stage.board.complete(done, by=user)
    task = (await stage.board.task(number))["id"]
    await stage.board.does("task/move", by=user, id=task, project_id=await stage.board.inbox(user))
    calls = (await stage.todoist.read("calls"))["count"]
    await stage.pass_time(minutes=11)
    assert await status(stage, number) == "closed"
    assert await status(stage, done) == "resolved"
    assert (await stage.todoist.read("calls"))["count"] - calls < 12
    await stage.board.does("task/move", by=user, id=task, project_id=project)
    await stage.pass_time(minutes=11)
    assert (await status(stage, number), await stage.board.section(number)) == ("reopened", "Reopened")
    assert await status(stage, done) == "resolved"


async def test_what_becomes_of_the_task_of_a_finished_ticket_changes_nothing(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    own, project = await account(stage), await stage.board.project_id()
    number = await filed_and_closed(rita, olga, ASKED)
    task = (await stage.board.task(number))["id"]
    before = len(await rita.received())
    await stage.board.does("task/move", by=own, id=task, project_id=await stage.board.inbox(own))
    await stage.board.does("task/move", by=own, id=task, project_id=project)
    await stage.board.does("task/delete", by=own, id=task)
    assert await status(stage, number) == "closed"
    assert len(await rita.received()) == before


async def test_the_brake_holds_more_than_five_and_close_them_closes(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, user = stage.people["Vera"], await stage.board.user("Pavel")
    numbers = await _many(stage, rita, 8)
    for number in numbers:
        await stage.board.delete(number, by=user, quietly=True)
    await stage.settle()
    assert (await _states(stage, numbers)).count("closed") == 5
    held = [n for n in numbers if await status(stage, n) != "closed"]
    asked = await vera.message_with("brake:go")
    assert all(f"#{n}" in words(asked) for n in held)
    assert {"brake:go", "brake:undo"} == set(buttons(asked))
    await olga.writes(f"/claim {held[0]}")
    await answers(olga, held[0], "Still at it, without a task")
    assert await status(stage, held[0]) == "in_progress"
    await vera.presses("brake:go")
    assert set(await _states(stage, numbers)) == {"closed"}
    assert not [m for m in await vera.received() if "brake:go" in buttons(m)]


async def test_put_them_back_makes_new_tasks_with_their_threads(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, user = stage.people["Vera"], await stage.board.user("Pavel")
    numbers = await _many(stage, rita, 7)
    await olga.writes(f"/note {numbers[-1]} ask at the gate")
    for number in numbers:
        await stage.board.delete(number, by=user, quietly=True)
    await stage.settle()
    await vera.presses("brake:undo")
    back = [n for n, s in zip(numbers, await _states(stage, numbers), strict=True) if s != "closed"]
    assert len(back) == 2
    for number in back:
        assert await stage.board.section(number) == "New"
    assert await stage.board.comments(numbers[-1]) == ["// **Olga:** ask at the gate"]


async def test_the_brake_counts_across_pulls_and_restarts_within_an_hour(stage: Stage, rita: Phone) -> None:
    user = await stage.board.user("Pavel")
    numbers = await _many(stage, rita, 9)
    for number in numbers[:5]:
        await stage.board.delete(number, by=user)
    await stage.pass_time(minutes=50)
    await stage.reopen()
    await stage.board.delete(numbers[5], by=user)
    assert await _states(stage, numbers[:6]) == ["closed"] * 5 + ["new"]
    await stage.pass_time(minutes=15)
    await stage.board.delete(numbers[6], by=user)
    assert await status(stage, numbers[6]) == "closed"


async def test_a_press_acts_on_the_tickets_its_own_message_names(stage: Stage, rita: Phone) -> None:
    vera, user = stage.people["Vera"], await stage.board.user("Pavel")
    numbers = await _many(stage, rita, 8)
    for number in numbers[:6]:
        await stage.board.delete(number, by=user)
    older = await vera.message_with("brake:go")
    await stage.pass_time(minutes=2)
    for number in numbers[6:]:
        await stage.board.delete(number, by=user, quietly=True)
    await stage.settle()
    newer = await vera.message_with("brake:go")
    assert older["message_id"] != newer["message_id"]
    await vera.presses("brake:go", on=older["message_id"])
    assert await _states(stage, numbers[5:]) == ["closed", "new", "new"]
    await vera.presses("brake:undo", on=older["message_id"], force=True)
    assert "out of date" in (await vera.answers())[-1]["text"].lower()
    assert await status(stage, numbers[5]) == "closed"
    await vera.presses("brake:undo", on=newer["message_id"])
    assert [await stage.board.section(n) for n in numbers[6:]] == ["New", "New"]


async def test_only_admins_have_a_word_about_the_brake(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    numbers = await _many(stage, rita, 6)
    for number in numbers:
        await stage.board.delete(number, by=user, quietly=True)
    await stage.settle()
    assert not [m for m in await olga.received() if "brake:go" in buttons(m)]
    await olga.presses("brake:go", on=(await olga.last())["message_id"], force=True)
    assert (await olga.answers())[-1]["show_alert"]
    assert (await _states(stage, numbers)).count("closed") == 5


async def test_held_tasks_moved_back_by_hand_need_no_word(stage: Stage, rita: Phone) -> None:
    own, project = await account(stage), await stage.board.project_id()
    numbers = await _many(stage, rita, 6)
    tasks = [(await stage.board.task(n))["id"] for n in numbers]
    inbox = await stage.board.inbox(own)
    for task in tasks:
        await stage.board.does("task/move", by=own, id=task, project_id=inbox, quietly=True)
    await stage.settle()
    for task in tasks:
        await stage.board.does("task/move", by=own, id=task, project_id=project, quietly=True)
    await stage.settle()
    assert sorted(await _states(stage, numbers)) == ["new", *["reopened"] * 5]
    await stage.people["Vera"].presses("brake:go")
    assert sorted(await _states(stage, numbers)) == ["new", *["reopened"] * 5]
    assert (await row(stage, "select count(*) from held_acts"))[0] == 0
