"""Who asks the API is let in by token, scope and page, so often a minute, and what they do is their own doing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from starlette.requests import Request

from db.database import Database
from db.models import Integration
from desk.integrations import token_bearers, user_rows
from desk.integrations.scopes import Scope
from desk.integrations.token_bearers import Bearer
from desk.references import hash_secret
from tests.desk.stage import Stage
from web.api.caller import Caller, admit_caller
from web.api.problems import ApiError
from web.api.rate_limits import Limits
from web.context import WebContext
from web.settings import WebSettings

TOKEN, LISTED = "pds_token", "https://shop.example"


class Entrance:
    """A door, a system that may go through it, and what comes there."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.clock = 0.0
        settings = WebSettings(_env_file=None, web_url="http://127.0.0.1:8090/panel")
        self.ctx = WebContext(stage.database, settings, lambda: stage.now, limits=Limits(lambda: self.clock))

    @asynccontextmanager
    async def comes(
        self, token: str | None = f"Bearer {TOKEN}", *needs: Scope, origin: str | None = None, method: str = "GET",
        counts: bool = True,
    ) -> AsyncIterator[tuple[Caller, Request]]:  # fmt: skip
        given = {"authorization": token, "origin": origin}
        headers = [(name.encode(), value.encode()) for name, value in given.items() if value is not None]
        scope = {
            "type": "http", "method": method, "path": "/api/v1/tickets", "headers": headers, "query_string": b"",
            "client": ("127.0.0.1", 1), "app": SimpleNamespace(state=SimpleNamespace(ctx=self.ctx)),
        }  # fmt: skip
        request = Request(scope)
        request.state.origin = None
        async with self.stage.database.unit_of_work() as session:
            yield await admit_caller(request, session, needs or (Scope.TICKETS,), counts=counts), request

    async def says(self, *given: Any, **more: Any) -> int:
        """The status; 200: let in."""
        try:
            async with self.comes(*given, **more):
                return 200
        except ApiError as error:
            return error.status


@pytest.fixture
async def entrance(database: Database) -> Entrance:
    stage = Stage(database)
    async with database.unit_of_work() as session:
        for name, token in (("shop", TOKEN), ("bank", "pds_other")):
            session.add(
                Integration(
                    name=name, token_hash=hash_secret(token), token_hint="", scopes=["tickets", "notes"],
                    made_at=stage.now,
                    per_minute=60, cors=[LISTED] if name == "shop" else ["https://bank.example"],
                )
            )  # fmt: skip
    return Entrance(stage)


@pytest.mark.parametrize(
    ("token", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN} ", 200),
        (f"Basic {TOKEN}", 401),
        (TOKEN, 401),
        ("Bearer ", 401),
        ("Bearer pds_tokem", 401),
        (None, 401),
    ],
)
async def test_a_token_comes_as_a_bearers(entrance: Entrance, token: str | None, status: int) -> None:
    assert await entrance.says(token) == status


@pytest.mark.parametrize(
    ("origin", "status", "may_read"),
    [
        (None, 200, None),
        ("http://127.0.0.1:8090", 200, None),
        (LISTED, 200, LISTED),
        ("https://bank.example", 403, None),
        ("https://shop.example.evil.example", 403, None),
    ],
)
async def test_a_page_asks_where_its_own_system_lists_it(
    entrance: Entrance, origin: str | None, status: int, may_read: str | None
) -> None:
    assert await entrance.says(origin=origin) == status
    if status == 200:
        async with entrance.comes(origin=origin) as (_, request):
            assert request.state.origin == may_read


async def test_one_of_the_scopes_it_needs_is_enough(entrance: Entrance) -> None:
    bearer = f"Bearer {TOKEN}"
    assert await entrance.says(bearer, Scope.ALL_READ) == 403
    assert await entrance.says(bearer, Scope.ALL_READ, Scope.NOTES) == 200
    async with entrance.stage.database.unit_of_work() as session:
        system = await session.get_one(Integration, 1)
        external = await user_rows.get_or_create(
            session, system, "u-1", name=None, language=None, now=entrance.stage.now
        )
        person = await token_bearers.create_person_token(session, external, entrance.stage.now)
    assert await entrance.says(f"Bearer {person}", Scope.NOTES) == 403
    async with entrance.comes(f"Bearer {person}", Scope.ALL_READ, Scope.TICKETS) as (caller, _):
        assert caller.bearer.only is not None and caller.bearer.only.external_id == "u-1"


async def test_each_token_asks_so_often_a_minute_refused_or_not(entrance: Entrance) -> None:
    """What the upload of a file asks once more does not count."""
    for _ in range(30):
        assert await entrance.says(f"Bearer {TOKEN}", Scope.ALL_READ) == 403
        assert await entrance.says() == 200
    assert await entrance.says() == 429
    assert await entrance.says(counts=False) == 200
    assert await entrance.says("Bearer pds_other") == 200
    entrance.clock += 1
    assert [await entrance.says() for _ in range(2)] == [200, 429]
    entrance.clock += 600
    assert [await entrance.says() for _ in range(61)] == [*[200] * 60, 429]


async def test_bad_tokens_of_one_address_are_counted(entrance: Entrance) -> None:
    for token in (None, "Bearer pds_bad"):
        assert [await entrance.says(token) for _ in range(15)] == [401] * 15
    assert await entrance.says("Bearer pds_bad") == 429
    assert await entrance.says(None) == 429
    assert await entrance.says() == 200


@pytest.mark.parametrize(("rate", "seconds"), [(3, "20"), (60, "1"), (300, "1"), (1000, "1")])
def test_who_asks_too_often_is_told_in_how_many_seconds_again(rate: int, seconds: str) -> None:
    limits, bearer = Limits(lambda: 0.0), Bearer(Integration(id=1, per_minute=rate))
    now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    for left in range(rate - 1, -1, -1):
        assert limits.count(bearer, now)["X-RateLimit-Remaining"] == str(left)
    with pytest.raises(ApiError) as refused:
        limits.count(bearer, now)
    assert (refused.value.status, refused.value.headers) == (429, {
        "X-RateLimit-Limit": str(rate), "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(int(now.timestamp()) + 60), "Retry-After": seconds,
        "RateLimit-Policy": f'"minute";q={rate};w=60', "RateLimit": '"minute";r=0;t=60',
    })  # fmt: skip


def test_whoever_tried_thirty_bad_tokens_may_try_one_each_two_seconds() -> None:
    clock = [0.0]
    limits = Limits(lambda: clock[0])
    for clock[0], tries in ((0.0, 30), (1.9, 0), (2.0, 1), (6.0, 2)):
        for _ in range(tries):
            limits.count_bad("10.0.0.1")
        with pytest.raises(ApiError) as refused:
            limits.count_bad("10.0.0.1")
        assert refused.value.headers == {"Retry-After": "2"}
    limits.count_bad("10.0.0.2")


async def test_that_a_token_is_not_good_is_said_and_that_there_is_none(entrance: Entrance) -> None:
    """RFC 6750, 3."""
    for token, said in ((None, "Bearer"), ("Bearer pds_bad", 'Bearer error="invalid_token"')):
        with pytest.raises(ApiError) as refused:
            async with entrance.comes(token):
                pass
        assert refused.value.headers == {"WWW-Authenticate": said}


@pytest.mark.parametrize(("method", "whose"), [("GET", ""), ("POST", "1"), ("PATCH", "1"), ("DELETE", "1")])
async def test_what_a_write_does_is_that_systems_doing(entrance: Entrance, method: str, whose: str) -> None:
    async with entrance.comes(method=method) as (caller, _):
        system = await caller.session.scalar(text("select current_setting('pulldesk.system', true)"))
        assert (system or "") == whose


async def test_when_it_asked_last_is_known_to_the_minute(entrance: Entrance) -> None:
    began, seen = entrance.stage.now, []
    for seconds in (0, 59, 60, 61):
        entrance.stage.now = began + timedelta(seconds=seconds)
        async with entrance.comes() as (caller, _):
            seen.append((caller.bearer.system.last_used_at or began) - began)
    assert [one.total_seconds() for one in seen] == [0, 0, 60, 60]
