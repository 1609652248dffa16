"""Answers of Todoist in a shape that nobody foresaw: the mirror goes on, and what it can read it reads."""

from typing import Any

import httpx
import pytest

from tests.breadth import apart
from tests.flows.clock import Clock
from todoist_sync.api.client import Todoist
from todoist_sync.api.errors import TodoistError
from todoist_sync.api.rate_limiter import Budget

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The printer prints everything twice"
GOOD = {"id": "1", "content": "x"}


async def _sync(*given: httpx.Response) -> Any:
    left = list(given)
    transport = httpx.MockTransport(lambda _: left.pop(0))
    client = Todoist("token", "http://board.test", Budget(Clock()), transport=transport)
    try:
        return await client.sync("*", commands=[{"uuid": "u"}])
    finally:
        await client.aclose()


@pytest.mark.parametrize(
    "body",
    apart(
        [
            b"[" * 100_000,
            b"[]",
            b'{"items": 7}',
            b'{"sync_status": "ok"}',
            b'{"temp_id_mapping": [1]}',
        ]
    ),
)
async def test_an_answer_of_another_shape_is_tried_again(body: bytes) -> None:
    with pytest.raises(TodoistError) as caught:
        await _sync(httpx.Response(200, content=body))
    assert caught.value.later
