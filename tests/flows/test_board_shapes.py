"""Answers of Todoist in a shape that nobody foresaw: the mirror goes on, and what it can read it reads."""

from typing import Any

import httpx
import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.clock import Clock
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.sql import execute
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.api.rows import TodoistError

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The printer prints everything twice"
GOOD = {"id": "1", "content": "x"}


async def _sync(*given: httpx.Response) -> Any:
    left = list(given)
    transport = httpx.MockTransport(lambda _: left.pop(0))
    client = Todoist("token", "http://board.test", RequestBudget(Clock()), transport=transport)
    try:
        return await client.sync("*", commands=[{"uuid": "u"}])
    finally:
        await client.aclose()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b"[]",
        b'{"items": 7}',
        b'{"sync_status": "ok"}',
        b'{"temp_id_mapping": [1]}',
    ],
)
async def test_an_answer_of_another_shape_is_tried_again(body: bytes) -> None:
    with pytest.raises(TodoistError) as caught:
        await _sync(httpx.Response(200, content=body))
    assert caught.value.later


async def test_rows_without_an_id_are_left_out() -> None:
    deep: Any = []
    for _ in range(500):
        deep = [deep]
    body = {"items": [GOOD, {"content": "y"}, 7, {"id": None}], "collaborator_states": [{"state": "active"}],
            "notes": [{"id": "2", "file_attachment": deep}], "incomplete_item_ids": [None, "3"]}  # fmt: skip
    answer = await _sync(httpx.Response(200, json=body))
    assert ([row.as_sent for row in answer.items], answer.states, answer.incomplete) == ([GOOD], (), ("3",))
    assert len(str(answer.notes[0].as_sent)) < 200


async def test_what_nobody_foresaw_ends_nothing_and_is_over_when_it_is(stage: Stage, rita: Phone, olga: Phone) -> None:
    number, user = await filed_and_taken(rita, olga, ASKED), await stage.board.user("Pavel")
    await stage.settle()
    people = [one for one in stage.todoist_world.people.rows.values() if one["id"] == user]
    was = {one["id"]: one["email"] for one in people}
    for one in people:
        one["email"] = 7
    await execute(stage, "update boards set sync_token = null")
    await stage.board.comment(number, "Coming", by=user, quietly=True)
    waits = [await stage.mirroring.quarter() for _ in range(3)]
    assert waits == sorted(waits) and waits[0].total_seconds() >= 1
    for one in people:
        one["email"] = was[one["id"]]
    await stage.settle()
    assert (await rita.reads()).endswith("Coming")
