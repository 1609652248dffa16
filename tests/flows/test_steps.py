"""Runbooks on the tickets of their topic, and their steps: used once, ticked here or on the board, gone with their
sub-task."""

from __future__ import annotations

import asyncio

import pytest

from tests.flows.acts import answers, filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import status
from tests.flows.stage import Stage
from tests.flows.test_team_articles import brings, seen, written
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Knowledge")

ASKED = "The boiler in the cellar is cold"


async def _ready(stage: Stage, rita: Phone, olga: Phone) -> int:
    """A published runbook about heating, and a ticket about it that Olga has."""
    vera = stage.vera
    await vera.writes("/categories add Heating")
    await brings(stage, boiler_en=written("Boiler repair", audience="team", topic="Heating"))
    number = await filed_and_taken(rita, olga, ASKED)
    await olga.writes(f"/category {number} Heating")
    return number


async def _used(stage: Stage, rita: Phone, olga: Phone) -> int:
    number = await _ready(stage, rita, olga)
    await olga.presses(f"steps:{number}")
    await olga.presses(f"steps_use:{number}:1")
    return number


async def _subtasks(stage: Stage, number: int) -> list[tuple[str, bool]]:
    """The sub-tasks of the ticket's task, and whether they are completed."""
    parent = (await stage.board.task(number))["id"]
    found = [one for one in (await stage.board.state())["tasks"] if one["parent_id"] == parent]
    return [(one["content"], one["checked"]) for one in found if not one["is_deleted"]]


async def _subtask(stage: Stage, number: int, text: str) -> str:
    parent = (await stage.board.task(number))["id"]
    tasks = (await stage.board.state())["tasks"]
    return str(next(one["id"] for one in tasks if one["parent_id"] == parent and one["content"] == text))


TO_DO = [("Turn the key", False), ("Wait for the lamp", False), ("Ring the bell", False)]


async def test_offered_by_topic_used_once_and_ticked_on_both_sides(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _ready(stage, rita, olga)
    user = await stage.board.user("Pavel")
    assert f"steps:{number}" in buttons(await olga.message_with(f"release:{number}"))
    await olga.presses(f"steps:{number}")
    shown = await olga.last()
    assert "For the team: Boiler repair, 3 steps" in words(shown)
    assert await _subtasks(stage, number) == []
    await olga.presses(f"steps_use:{number}:1")
    await olga.presses(f"steps_use:{number}:1", on=shown["message_id"], force=True)
    assert await _subtasks(stage, number) == TO_DO
    assert text_of("card-steps", done=0, total=3) in words(await olga.message_with(f"release:{number}"))
    await olga.presses(f"step:{number}:2:1")
    assert (await _subtasks(stage, number))[1] == ("Wait for the lamp", True)
    await stage.board.does("task/complete", by=user, id=await _subtask(stage, number, "Turn the key"))
    assert text_of("card-steps", done=2, total=3) in words(await olga.message_with(f"release:{number}"))
    assert f"step:{number}:1:0" in buttons(await olga.message_with(f"step:{number}:3:1"))
    await stage.board.does("task/uncomplete", by=user, id=await _subtask(stage, number, "Turn the key"))
    assert text_of("card-steps", done=1, total=3) in words(await olga.message_with(f"release:{number}"))
    await olga.presses(f"step:{number}:2:0")
    assert await _subtasks(stage, number) == TO_DO
    assert "Turn the key" not in await seen(rita)
    assert "3" in words(await olga.message_with(f"release:{number}"))


async def test_a_deleted_subtask_is_gone_and_an_edited_article_changes_nothing(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number, user = await _used(stage, rita, olga), await stage.board.user("Pavel")
    await stage.board.does("task/delete", by=user, id=await _subtask(stage, number, "Ring the bell"))
    assert text_of("card-steps", done=0, total=2) in words(await olga.message_with(f"release:{number}"))
    await brings(stage, boiler_en=written("Boiler repair", audience="team").replace(b"Turn the key", b"Kick it"))
    await olga.presses(f"step:{number}:1:1")
    assert await _subtasks(stage, number) == [("Turn the key", True), ("Wait for the lamp", False)]
    dragged = await _subtask(stage, number, "Wait for the lamp")
    section = await stage.board.section_id("In progress")
    await stage.board.does("task/move", by=user, id=dragged, section_id=section)
    assert text_of("card-steps", done=1, total=1) in words(await olga.message_with(f"release:{number}"))
    assert await scalar(stage, "select count(*) from tickets") == 1


async def test_ended_with_open_steps_and_reopened(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, user = await _used(stage, rita, olga), await stage.board.user("Pavel")
    await olga.presses(f"step:{number}:1:1")
    await stage.board.complete(number, by=user)
    assert await status(stage, number) == "resolved"
    assert text_of("card-steps", done=1, total=3) in words(await olga.containing(f"#{number} resolved"))
    await olga.presses(f"step:{number}:2:1", force=True, on=await olga.last_id())
    assert await scalar(stage, "select steps -> 1 ->> 'is_done' from tickets") == "false"
    await olga.writes(f"/reopen {number}")
    assert await _subtasks(stage, number) == [("Turn the key", True), *TO_DO[1:]]
    assert not (await stage.board.task(number))["checked"]


async def test_a_task_made_anew_has_them_again(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, user = await _used(stage, rita, olga), await stage.board.user("Pavel")
    await olga.presses(f"step:{number}:1:1")
    await stage.board.delete(number, by=user)
    await olga.presses(f"gone:{number}:back")
    assert await _subtasks(stage, number) == TO_DO[1:]
    assert text_of("card-steps", done=1, total=3) in words(await olga.message_with(f"release:{number}"))


async def test_two_press_at_once_and_an_answer_is_lost(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    number = await _ready(stage, rita, olga)
    await olga.presses(f"steps:{number}")
    await ivan.writes(f"/ticket {number}")
    await ivan.presses(f"steps:{number}")
    await asyncio.gather(
        olga.presses(f"steps_use:{number}:1", quietly=True), ivan.presses(f"steps_use:{number}:1", quietly=True)
    )
    while await stage.bot_round():
        pass
    await stage.todoist.do("fault", path="sync", after=True, times=1, status=502, html=True)
    await stage.mirroring.round()
    await stage.reopen()
    await stage.settle()
    await stage.pass_time(seconds=3)
    assert await _subtasks(stage, number) == TO_DO
    assert await scalar(stage, "select jsonb_array_length(steps) from tickets") == 3


async def test_a_merge_takes_them_along(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _used(stage, rita, olga)
    await olga.presses(f"step:{number}:1:1")
    other = await files(rita, "It is cold upstairs as well")
    await olga.writes(f"/merge {number} {other}")
    assert await _subtasks(stage, other) == TO_DO[1:]
    assert text_of("card-steps", done=1, total=3) in words(await olga.message_with(f"release:{other}"))


async def test_a_runbook_for_another_topic_or_without_steps(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await _ready(stage, rita, olga)
    await stage.vera.writes("/categories add Lamps")
    await olga.writes(f"/category {number} Lamps")
    assert f"steps:{number}" not in buttons(await olga.message_with(f"release:{number}"))
    await answers(olga, number, "Soon")
    assert piece_of("card-steps") not in await seen(olga)
