"""Tasks deleted, moved away, moved back; tickets whose task is gone; the brake for many at once."""

import pytest

from tests.flows.acts import account, answers, dismissed, filed_and_closed, filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row, status
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("A task that is gone")

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


async def test_a_ticket_whose_task_is_deleted_goes_on_and_its_agent_and_the_admins_are_asked(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    ivan = await stage.agent("Ivan")
    number = await filed_and_taken(rita, olga, ASKED)
    before, others = len(await rita.received()), len(await ivan.received())
    await stage.board.delete(number, by=user)
    await stage.pass_time(minutes=11)  # told once, whatever is read again
    await stage.todoist.do("sync_token/reject", answer="full")
    await stage.pass_time(minutes=1)
    assert await status(stage, number) == "assigned"
    for phone in (olga, vera):
        asked = [m for m in await phone.received() if f"gone:{number}:close" in buttons(m)]
        assert len(asked) == 1 and "deleted on the board" in words(asked[0]) and "24 hours" in words(asked[0])
        assert f"gone:{number}:back" in buttons(asked[0])
    assert (len(await rita.received()), len(await ivan.received())) == (before, others)
    await olga.writes(f"/ticket {number}")
    await olga.presses(f"more:open:{number}:2")
    await olga.presses(f"history:{number}:0")
    assert "task: deleted on the board" in await olga.reads()


async def test_close_it_closes_and_says_so(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await rita.writes("It flickers too")
    await answers(olga, number, "Coming")
    before = len(await rita.received())
    await stage.board.delete(number, by=user)
    old = await olga.message_with(f"gone:{number}:back")
    await vera.presses(f"gone:{number}:close")
    assert await status(stage, number) == "closed"
    assert await scalar(stage, "select end_reason from tickets") == "task-deleted"
    assert ["closed" in words(m) for m in (await rita.received())[before:]] == [True]
    line = await olga.containing("its task was deleted on the board")
    assert f"reopen:{number}" in buttons(line)
    assert text_of("task-gone-closed", by="Vera", number=number) in await vera.texts()
    await olga.presses(f"gone:{number}:back", on=old["message_id"], force=True)  # the second word is too late
    assert "out of date" in (await olga.answer())["text"].lower()
    assert await status(stage, number) == "closed"
    kept = await row(stage, "select count(*) from entries where withdrawn_at is null and kind in ('comment', 'reply')")
    assert kept[0] == 3
    await stage.pass_time(hours=25)
    assert await stage.board.sections_of(number) == []


async def test_put_it_back_makes_a_new_task_with_all_that_was_said_also_meanwhile(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.board.comment(number, "Which laptop is it?", by=user)
    await stage.board.delete(number, by=user)
    await rita.writes("The red one")
    await stage.pass_time(seconds=3)
    await olga.writes(f"/note {number} red means Ivan's")
    before = len(await rita.received())
    await olga.presses(f"gone:{number}:back")
    assert await status(stage, number) == "in_progress"
    assert await stage.board.section(number) == "In progress"
    assert ASKED in (await stage.board.task(number))["description"]
    assert await stage.board.comments(number) == [
        "**Pavel:** Which laptop is it?",
        "**Rita K.:** The red one",
        "// **Olga:** red means Ivan's",
    ]
    assert text_of("task-gone-put-back", by="Olga", number=1) in await stage.vera.texts()
    await stage.pass_time(seconds=61)
    assert (await rita.received())[before:] == []
    await stage.pass_time(hours=25)
    assert len(await stage.board.comments(number)) == 3


async def test_what_ended_otherwise_meanwhile_needs_no_task_and_no_word(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    pressed, waited = await filed_and_taken(rita, olga, ASKED), await filed_and_taken(rita, olga, "The sound crackles")
    for number in (pressed, waited):
        await stage.board.delete(number, by=user)
        await rita.writes(f"/cancel {number}")
    await vera.presses(f"gone:{pressed}:close")
    assert piece_of("task-gone-ended") in words(await vera.containing(piece_of("task-gone-ended")))
    assert await status(stage, pressed) == "cancelled"
    await stage.pass_time(hours=25)
    assert piece_of("task-gone-ended") in words(await olga.containing(piece_of("task-gone-ended")))
    assert await status(stage, waited) == "cancelled"
    await rita.writes("/tickets closed")
    assert [t["content"] for t in (await stage.board.state())["tasks"] if not t["is_deleted"]] == []


async def test_only_staff_have_a_word_and_former_staff_none(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    await stage.board.delete(number, by=user)
    spot = (await olga.message_with(f"gone:{number}:close"))["message_id"]
    await dismissed(stage, olga)
    await olga.presses(f"gone:{number}:close", on=spot, force=True)
    assert (await olga.answer())["show_alert"]
    await rita.presses(f"gone:{number}:close", on=await rita.last_id(), force=True)
    assert (await rita.answer())["show_alert"]
    assert await status(stage, number) == "new"


@pytest.mark.parametrize("when", ["asked", "closed", "put back"])
async def test_moved_away_and_back_it_is_as_it_was(stage: Stage, rita: Phone, olga: Phone, when: str) -> None:
    own, project = await account(stage), await stage.board.project_id()
    number = await filed_and_taken(rita, olga, ASKED)
    task = (await stage.board.task(number))["id"]
    await stage.board.does("task/move", by=own, id=task, project_id=await stage.board.inbox(own))
    asked = await olga.containing("moved to another project")
    if when == "closed":
        await olga.presses(f"gone:{number}:close")
    elif when == "put back":
        await olga.presses(f"gone:{number}:back")
        await stage.board.comment(number, "under the new one", by=own)
    await olga.writes(f"/note {number} said meanwhile")
    if when != "closed":
        await stage.board.does("comment/add", by=own, task_id=task, content="said over there")
    await stage.board.does("task/move", by=own, id=task, project_id=project)
    status_now = {"asked": "in_progress", "closed": "reopened", "put back": "in_progress"}[when]
    assert (await stage.board.task(number))["id"] == task
    assert await status(stage, number) == status_now
    assert await stage.board.section(number) == status_now.replace("_", " ").capitalize()
    shown = " ".join(await stage.board.comments(number))
    assert "// **Olga:** said meanwhile" in shown and shown.count("said over there") == (when != "closed")
    assert shown.count("under the new one") == (when == "put back")
    assert any("said over there" in words(m) for m in await rita.received()) == (when != "closed")
    if when == "asked":
        assert "on the board again" in words(await olga.containing("on the board again"))
        await olga.presses(f"gone:{number}:close", on=asked["message_id"], force=True)
        assert await status(stage, number) == "in_progress"


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
    assert f"gone:{number}:back" in buttons(await olga.containing("has no task any more"))
    assert (await status(stage, number), await status(stage, done)) == ("assigned", "resolved")
    assert (await stage.todoist.read("calls"))["count"] - calls < 12
    await stage.board.does("task/move", by=user, id=task, project_id=project)
    await stage.pass_time(minutes=11)
    assert (await status(stage, number), await stage.board.section(number)) == ("assigned", "Assigned")
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


async def _asked_one_by_one(vera: Phone, numbers: list[int]) -> list[int]:
    """The tickets about each of which the admins were asked in a line of its own."""
    shown = [button for m in await vera.received() for button in buttons(m)]
    return [n for n in numbers if f"gone:{n}:close" in shown]


async def test_above_five_only_the_brake_asks_and_close_them_closes(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    numbers = await _many(stage, rita, 8)
    for number in numbers:
        await stage.board.delete(number, by=user, quietly=True)
    await stage.settle()
    assert await _states(stage, numbers) == ["new"] * 8
    single = await _asked_one_by_one(vera, numbers)
    held = [n for n in numbers if n not in single]
    asked = await vera.message_with("brake:go")
    assert len(single) == 5 and all(f"#{n}" in words(asked) for n in held)
    assert {"brake:go", "brake:undo"} == set(buttons(asked))
    await olga.writes(f"/claim {held[0]}")
    await answers(olga, held[0], "Still at it, without a task")
    assert await status(stage, held[0]) == "in_progress"
    await vera.presses("brake:go")
    assert set(await _states(stage, held)) == {"closed"}
    assert await _states(stage, single) == ["new"] * 5
    assert not [m for m in await vera.received() if "brake:go" in buttons(m)]


async def test_put_them_back_makes_new_tasks_with_their_threads(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, user = stage.vera, await stage.board.user("Pavel")
    numbers = await _many(stage, rita, 7)
    await olga.writes(f"/note {numbers[-1]} ask at the gate")
    for number in numbers:
        await stage.board.delete(number, by=user, quietly=True)
    await stage.settle()
    held = [n for n in numbers if n not in await _asked_one_by_one(vera, numbers)]
    await stage.pass_time(hours=25)
    assert [n for n in numbers if not await stage.board.sections_of(n)] == held  # the brake's wait for a word
    await vera.presses("brake:undo")
    for number in held:
        assert await stage.board.section(number) == "New"
    assert await stage.board.comments(numbers[-1]) == ["// **Olga:** ask at the gate"]
