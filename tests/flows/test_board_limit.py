"""Three hundred active tasks a project: reached, lived with, left again; no ticket is lost, admins hear of it once."""

import pytest

from tests.flows.acts import account, filed_and_resolved, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import status
from tests.flows.stage import Stage
from tests.texts import piece_of

pytestmark = [pytest.mark.sentence("4 Status and board")]

FULL = piece_of("board-trouble-full")
ASKED = "The projector in hall B shows everything in green"


async def _crowd(stage: Stage, count: int) -> list[str]:
    """The agents' own tasks: one, and sub-tasks under it, which take places all the same."""
    own = await account(stage)
    project, world = await stage.board.project_id(), stage.todoist
    await stage.todoist.do("section/add", **{"as": own, "project_id": project, "name": "Ours"})
    section = await stage.board.section_id("Ours")
    made: list[str] = []
    for n in range(count):
        place = {"parent_id": made[0]} if made else {"section_id": section}
        task = await world.do("task/add", **{"as": own, "content": f"* step {n}", **place})
        made.append(task["id"])
    return made


async def _shown(stage: Stage) -> set[int]:
    found = [t for t in (await stage.board.state())["tasks"] if t["content"].startswith("#") and not t["checked"]]
    return {int(t["content"][1:].split()[0]) for t in found}


async def _before_the_desk(stage: Stage, count: int) -> list[str]:
    """The crowd as if it had been there before pulldesk: its tasks are no tickets."""
    made = await _crowd(stage, count)
    for task in made[:1]:  # the one that is no sub-task
        stage.todoist_world.items.rows[task]["added_at"] = "2026-11-01T00:00:00.000000Z"
    await stage.settle()
    return made


async def test_what_does_not_fit_waits_most_urgent_first_and_admins_are_told_once(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera, own = stage.people["Vera"], await account(stage)
    crowd = await _before_the_desk(stage, 299)
    fits = await files(rita, ASKED)
    assert await _shown(stage) == {fits}
    low, high = await files(rita, "And the sound crackles, too"), await files(rita, "The hall is on fire")
    await olga.writes(f"/priority {high} 1")
    assert await _shown(stage) == {fits}
    await olga.writes("/queue")
    queue = words(await olga.last())
    assert all(f"#{n}" in queue for n in (fits, low, high))
    await olga.writes(f"/claim {low}")
    await stage.pass_time(minutes=2)
    assert len([t for t in await vera.texts() if FULL in t]) == 1
    await stage.board.does("task/delete", by=own, id=crowd[-1])
    await stage.pass_time(minutes=1)
    assert await _shown(stage) == {fits, high}
    await stage.board.does("task/delete", by=own, id=crowd[-2])
    await stage.pass_time(minutes=1)
    assert await _shown(stage) == {fits, high, low}
    assert await stage.board.section(low) == "Assigned"
    assert len([t for t in await vera.texts() if FULL in t]) == 1


async def test_reached_and_left_again_it_is_told_the_next_time(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera, own = stage.people["Vera"], await account(stage)
    crowd = await _before_the_desk(stage, 300)
    first = await files(rita, ASKED)
    assert await _shown(stage) == set()
    await stage.board.does("task/delete", by=own, id=crowd[0])
    await stage.pass_time(minutes=1)
    assert await _shown(stage) == {first}
    assert len([t for t in await vera.texts() if FULL in t]) == 1
    await _before_the_desk(stage, 299)
    await files(rita, "And the sound crackles, too")
    assert len([t for t in await vera.texts() if FULL in t]) == 2


async def test_a_task_that_cannot_be_opened_again_for_want_of_room_waits(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    own = await account(stage)
    number = await filed_and_resolved(rita, olga, ASKED)
    await stage.board.complete(number, by=own)
    crowd = await _before_the_desk(stage, 300)
    await rita.presses(f"solved:{number}:no")
    assert await status(stage, number) == "reopened"
    assert (await stage.board.task(number))["checked"]
    assert f"resolve:{number}" in buttons(await olga.message_with(f"resolve:{number}"))
    calls = (await stage.todoist.read("calls"))["count"]
    await stage.settle()
    await stage.settle()
    assert (await stage.todoist.read("calls"))["count"] - calls < 8
    await stage.board.does("task/delete", by=own, id=crowd[0])
    await stage.pass_time(minutes=1)
    assert not (await stage.board.task(number))["checked"]
    assert await stage.board.section(number) == "Reopened"
