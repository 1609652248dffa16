"""The web door while the database is away: nobody gets a mistake of ours, and the log holds one line."""

from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError, ProgrammingError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp

from db.database import Database, create_engine
from tests.flows.panel.browser import URL
from tests.texts import piece_of
from web import app, outage
from web.context import WebContext
from web.settings import WebSettings

pytestmark = pytest.mark.sentence("The panel")

_NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def _client(of: ASGIApp, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(of), base_url=URL, headers=headers)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "cannot be reached"), ("ru", piece_of("page-unreachable", "ru"))]
)
async def test_while_the_database_is_away_page_and_api_ask_for_patience(language: str, said: str) -> None:
    database = Database(create_engine(_NOWHERE))
    made = app.make_app(WebContext(database, WebSettings(_env_file=None, web_url=URL), lambda: datetime.now(UTC)))
    try:
        async with _client(made, **{"accept-language": language}) as client:
            client.cookies.set("session", "anything")
            page = await client.get("/tickets")
            called = await client.get("/api/v1/tickets", headers={"authorization": "Bearer pds_x"})
    finally:
        await database.aclose()
    assert (page.status_code, page.headers["retry-after"]) == (503, "2")
    assert said in page.text
    assert (called.status_code, called.headers["retry-after"]) == (503, "2")
    assert called.headers["content-type"] == "application/problem+json"


async def test_a_mistake_of_ours_is_a_problem_of_the_api_too() -> None:
    def no_clock() -> datetime:
        raise RuntimeError("a mistake, of which nobody outside reads")

    database = Database(create_engine(_NOWHERE))
    made = app.make_app(WebContext(database, WebSettings(_env_file=None, web_url=URL), no_clock))
    asking = httpx.ASGITransport(made, raise_app_exceptions=False)
    try:
        async with httpx.AsyncClient(transport=asking, base_url=URL) as client:
            called = await client.get("/api/v1/tickets", headers={"authorization": "Bearer pds_x"})
    finally:
        await database.aclose()
    assert (called.status_code, called.headers["content-type"]) == (500, "application/problem+json")
    said = {"type": "/api/docs#mistake", "title": "A mistake of ours", "status": 500, "code": "mistake"}
    assert called.json() == {**said, "request_id": called.headers["x-request-id"]}


def _failing(error: Exception) -> FastAPI:
    made = FastAPI()
    outage.handle_outages(made, lambda _request: Response(status_code=503))

    @made.get("/")
    async def fails(request: Request) -> Response:
        raise error

    return made


async def test_only_what_the_database_refuses_to_everybody_is_outlived() -> None:
    lost = OperationalError("select 1", {}, Exception("server closed"))
    wrong = ProgrammingError("selct 1", {}, Exception("syntax"))
    async with _client(_failing(lost)) as client:
        assert (await client.get("/")).status_code == 503
    async with _client(_failing(ClientDisconnect())) as client:
        assert (await client.get("/")).status_code == 400
    async with _client(_failing(wrong)) as client:  # a function is missing: the database is not as we need it
        assert (await client.get("/")).status_code == 503
    async with _client(_failing(KeyError("ours"))) as client:
        with pytest.raises(KeyError):
            await client.get("/")
