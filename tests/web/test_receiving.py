"""More files at once than are taken in are refused at once, with the word to come again."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any, cast

import pytest
from fastapi import HTTPException
from starlette.requests import Request

from web.door import Door
from web.files.receiving import brought
from web.settings import WebSettings


async def test_nobody_waits_where_too_many_come_already() -> None:
    settings = WebSettings(_env_file=None, web_url="http://127.0.0.1:8090")
    door = Door(cast("Any", None), settings, cast("Any", None))
    async with AsyncExitStack() as under_way:
        while not door.receiving.locked():
            await under_way.enter_async_context(door.receiving)
        with pytest.raises(HTTPException) as refused:
            async with asyncio.timeout(1), brought(door, Request({"type": "http"})):
                pass
    assert (refused.value.status_code, refused.value.headers) == (503, {"Retry-After": "5"})
