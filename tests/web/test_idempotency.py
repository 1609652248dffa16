"""The same request under one key is done once: whose key, for how long, and what the same is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.database import Database
from db.models import ExternalPerson, Integration, StoredAnswer
from desk.integrations.token_bearers import Bearer
from tests.db.waiting import until_somebody_waits
from tests.desk.stage import RULES, Stage
from tests.sql import scalar, scalars
from web.api import idempotency
from web.api.caller import Caller
from web.api.problems import ApiError

MOMENT = timedelta(microseconds=1)


class Asking:
    """A system, what it asks, and how often that was done."""

    def __init__(self, stage: Stage, system: int) -> None:
        self.stage, self.system, self.done = stage, system, 0
        self.only: ExternalPerson | None = None

    async def inner(self, _: Request) -> Response:
        self.done += 1
        headers = {"etag": f'"{self.done}"', "location": f"/{self.done}", "x-more": "no"}
        return JSONResponse({"number": self.done, "said": "words"}, 201, headers=headers)

    async def again(self, _: Caller, number: int) -> tuple[dict[str, Any], str]:
        return {"number": number, "now": True}, '"now"'

    @asynccontextmanager
    async def asks(
        self, key: str | None = "k", *, system: int | None = None, body: str = "b", path: str = "/p", **more: Any
    ) -> AsyncIterator[Response]:
        """In a unit of work that ends with the block."""
        headers = [] if key is None else [(b"idempotency-key", key.encode("latin-1"))]
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers, **more}
        async with self.stage.database.unit_of_work() as session:
            row = await session.get_one(Integration, system or self.system)
            caller = Caller(session, Bearer(row, self.only), RULES, self.stage.now)
            yield await idempotency.run_once(Request(scope), self.inner, caller, body, again=self.again)

    async def gets(self, key: str | None = "k", **more: Any) -> tuple[int, bytes, dict[str, str]]:
        async with self.asks(key, **more) as answer:
            kept = {name: answer.headers[name] for name in ("etag", "location") if name in answer.headers}
            return answer.status_code, bytes(answer.body), kept


_AGAIN = b'{"number":1,"now":true}'


def _body(number: int) -> bytes:
    return b'{"number":%d,"said":"words"}' % number


@pytest.fixture
async def asking(database: Database) -> Asking:
    stage = Stage(database)
    async with database.unit_of_work() as session:
        rows = [
            Integration(name=n, token_hash=n.encode(), token_hint="", scopes=[], made_at=stage.now) for n in ("a", "b")
        ]
        session.add_all(rows)
        await session.flush()
        return Asking(stage, rows[0].id)


async def test_what_came_before_is_answered_with_what_is_there_now(asking: Asking) -> None:
    assert await asking.gets() == (201, _body(1), {"etag": '"1"', "location": "/1"})
    assert await asking.gets() == (201, _AGAIN, {"etag": '"now"', "location": "/1"})
    assert asking.done == 1
    assert [(await asking.gets(None))[1] for _ in range(2)] == [_body(2), _body(3)]
    kept = await scalar(asking.stage, select(StoredAnswer))
    assert kept is not None
    assert kept.answer == {"body": {"number": 1}, "headers": {"location": "/1"}}, "no words"


async def test_a_key_is_good_for_a_day_and_then_forgotten(asking: Asking) -> None:
    began = asking.stage.now
    await asking.gets()
    asking.stage.now = began + idempotency.KEPT - MOMENT
    assert (await asking.gets())[1] == _AGAIN
    await asking.gets("other")
    asking.stage.now = began + idempotency.KEPT
    assert (await asking.gets())[1] == _body(3)
    kept = [(row.key, row.at) for row in await scalars(asking.stage, select(StoredAnswer).order_by(StoredAnswer.key))]
    assert kept == [(":k", asking.stage.now), (":other", asking.stage.now - MOMENT)]


@pytest.mark.parametrize("more", [{"body": "c"}, {"path": "/q"}, {"query_string": b"x=1"}, {"method": "PATCH"}])
async def test_another_request_under_the_same_key_is_refused(asking: Asking, more: dict[str, Any]) -> None:
    await asking.gets()
    with pytest.raises(ApiError) as caught:
        await asking.gets(**more)
    assert (caught.value.status, asking.done) == (422, 1)


@pytest.mark.parametrize(("key", "good"), [("", False), ("x" * 200, True), ("x" * 201, False), ("a\tb", False)])
async def test_a_key_is_a_word_that_can_be_kept(asking: Asking, key: str, good: bool) -> None:
    if good:
        assert (await asking.gets(key))[0] == 201
        return
    with pytest.raises(ApiError):
        await asking.gets(key)
    assert asking.done == 0


async def test_of_two_at_one_moment_the_second_waits_for_the_first(asking: Asking) -> None:
    """Another key, or the same of another system, waits for nobody."""
    async with asking.asks():
        beside = asyncio.ensure_future(asking.gets())
        await until_somebody_waits(asking.stage.database)
        assert (await asyncio.wait_for(asking.gets("other"), 10))[0] == 201
        assert (await asyncio.wait_for(asking.gets(system=asking.system + 1), 10))[0] == 201
    assert (await beside)[1] == _AGAIN


async def test_a_refusal_is_not_kept(asking: Asking) -> None:
    async def refuses(_: Request) -> Response:
        raise ApiError(409, "no")

    good, asking.inner = asking.inner, refuses  # type: ignore[method-assign]
    with pytest.raises(ApiError):
        await asking.gets()
    asking.inner = good  # type: ignore[method-assign]
    assert (await asking.gets())[0] == 201
