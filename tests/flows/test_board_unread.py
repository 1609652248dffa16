"""What the board holds that cannot be read: it is put aside, visibly, and stops nothing beside it."""

from typing import Any

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone
from tests.flows.scenes import status
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The lift stops between two floors"
UNREAD = f"// {text_of('board-unread')}"
BURIED = "select count(*) from jobs where state = 'buried'"


def _spoil(stage: Stage, note: dict[str, Any], **fields: Any) -> None:
    """Todoist says something of a comment that it has not said before."""
    stage.todoist_world.notes.rows[note["id"]].update(fields)


async def test_a_comment_that_cannot_be_read_is_put_aside_and_those_beside_it_are_not(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number, user, vera = await filed_and_taken(rita, olga, ASKED), await stage.board.user("Pavel"), stage.vera
    await stage.board.comment(number, "First", by=user, quietly=True)
    bad = await stage.board.comment(number, "Second", by=user, quietly=True)
    _spoil(stage, bad, posted_uid=["of another shape"])
    await stage.board.comment(number, "Third", by=user, quietly=True)
    await stage.board.move(number, "On hold", by=user)
    said = "\n".join(await rita.texts())
    assert "First" in said and "Third" in said and "Second" not in said
    assert await status(stage, number) == "on_hold"
    for _ in range(6):
        await stage.pass_time(seconds=20)
    assert (await stage.board.comments(number))[-1] == UNREAD
    assert await scalar(stage, BURIED) == 1
    await vera.writes("/failed")
    assert f"#{number}" in await vera.reads()
    _spoil(stage, bad, posted_uid=user)
    await stage.reopen()
    assert (await stage.board.comments(number)).count(UNREAD) == 1


async def test_one_taken_back_meanwhile_is_not_tried_again(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, user = await filed_and_taken(rita, olga, ASKED), await stage.board.user("Pavel")
    bad = await stage.board.comment(number, "Second", by=user, quietly=True)
    _spoil(stage, bad, posted_uid=["of another shape"])
    await stage.settle()
    _spoil(stage, bad, posted_uid=user)  # else the simulated Todoist refuses its author
    await stage.board.does("comment/delete", by=user, id=bad["id"])
    await stage.pass_time(minutes=2)
    assert await scalar(stage, BURIED) == 0
    assert UNREAD not in await stage.board.comments(number)


async def test_a_task_that_cannot_be_read_is_put_aside_and_said(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, user = await filed_and_taken(rita, olga, ASKED), await stage.board.user("Pavel")
    task = await stage.board.task(number)
    stage.todoist_world.items.rows[task["id"]]["labels"] = 7
    await stage.board.update(number, by=user, quietly=True, description="x")
    stage.todoist_world.items.rows[task["id"]]["labels"] = 7
    for _ in range(6):
        await stage.mirroring.round()
    await stage.bot_round()
    assert await scalar(stage, BURIED) == 1
    stage.todoist_world.items.rows[task["id"]]["labels"] = []
    await stage.board.move(number, "On hold", by=user)
    assert await status(stage, number) == "on_hold"
    assert f"// {text_of('board-task-unread')}" in (await stage.board.comments(number))
