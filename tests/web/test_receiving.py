"""Who brings more files at once than they have places is refused at once; nobody takes another's places, and a slow one
gives its own up when somebody waits.
"""

import asyncio
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import HTTPException
from starlette.requests import Request
from starlette.types import Message

from web.body import Body, TooMuchError
from web.context import WebContext
from web.files.places import Owner, make_bearer_owner, make_session_owner
from web.files.sources import receive_form
from web.settings import WebSettings


def _door() -> WebContext:
    settings = WebSettings(_env_file=None, web_url="http://127.0.0.1:8090")
    return WebContext(cast("Any", None), settings, cast("Any", None))


def _person(system: int, person: int | None) -> Owner:
    only = None if person is None else SimpleNamespace(id=person)
    return make_bearer_owner(cast("Any", SimpleNamespace(system=SimpleNamespace(id=system), only=only)))


async def _comes(ctx: WebContext, owner: Owner, under_way: AsyncExitStack) -> bool:
    """Whether it is taken in at once; then it goes on coming."""
    try:
        async with asyncio.timeout(1):
            await under_way.enter_async_context(receive_form(ctx, Request({"type": "http", "headers": []}), owner))
    except HTTPException as refused:
        assert (refused.status_code, refused.headers) == (503, {"Retry-After": "5"})
        return False
    return True


@pytest.mark.parametrize(
    ("owners", "taken"),
    [
        ([_person(1, 1), _person(1, 1), make_session_owner(1)], [True, False, True]),
        (
            [*(_person(1, n) for n in range(1, 5)), _person(2, None), make_session_owner(1)],
            [True] * 3 + [False, True, True],
        ),
        ([_person(n, None) for n in range(1, 7)], [True] * 4 + [False] * 2),
        (
            [make_session_owner(1)] * 3 + [make_session_owner(2)] * 2 + [make_session_owner(3)],
            [True, True, False, True, True, False],
        ),
    ],
)
async def test_nobody_takes_the_places_of_others(owners: list[Owner], taken: list[bool]) -> None:
    """A person of a system has one, a system three, a session two; the team's are not those of systems."""
    ctx = _door()
    async with AsyncExitStack() as under_way:
        assert [await _comes(ctx, owner, under_way) for owner in owners] == taken
    async with AsyncExitStack() as under_way:
        assert await _comes(ctx, owners[0], under_way), "all have given theirs back"


async def test_a_slow_one_ends_when_somebody_waits_for_its_place() -> None:
    """It has sent so much that it had minutes left; another that comes fast enough goes on."""
    ctx, waits, asked = _door(), asyncio.Event(), asyncio.Event()

    async def receive() -> Message:
        if not asked.is_set():
            asked.set()
            return {"type": "http.request", "body": bytes(200 * 1024), "more_body": True}
        await waits.wait()
        return {"type": "http.request", "body": b"", "more_body": True}

    slow = Body(receive, patience=0.2, limit=10**9)
    scope: dict[str, Any] = {"type": "http", "headers": []}
    slow.attach_to(scope)
    async with asyncio.timeout(30):
        with ctx.receiving.hold_place(_person(1, 1), Request(scope)):
            await slow()
            reading = asyncio.ensure_future(slow())
            async with AsyncExitStack() as under_way:
                assert not await _comes(ctx, _person(1, 1), under_way)
            with pytest.raises(TooMuchError) as refused:
                await reading
        assert refused.value.status_code == 408
        async with AsyncExitStack() as under_way:
            assert await _comes(ctx, _person(1, 1), under_way)
