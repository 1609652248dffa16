"""What each answer says beside its body: the id of the request, what is left of the limit, that a write came twice."""

import io
import json
import logging
from collections.abc import Iterator

import httpx
import pytest
import structlog
from sqlalchemy import update
from starlette.types import Receive, Scope, Send

from db.database import Database
from db.models import Integration
from ops import logs
from tests.flows.api.client import Client, api_at, token_of
from tests.sql import execute
from web.__main__ import serve_app
from web.request_ids import RequestIds

pytestmark = pytest.mark.sentence("Systems and the API")


async def test_each_answer_has_the_id_of_its_request(database: Database) -> None:
    async with api_at(database) as (stage, http):
        shop = Client(http, await token_of(stage.vera))
        await shop.asks("GET", "/tickets", x_request_id="order-7.a_b")
        assert shop.answer is not None
        assert shop.answer.headers["x-request-id"] == "order-7.a_b"
        refused = await shop.asks("GET", "/tickets/9", x_request_id="order-8")
        assert (refused["request_id"], shop.answer.headers["x-request-id"]) == ("order-8", "order-8")
        seen = set()
        for given in ("", "два слова".encode(), "a b", "x" * 65, "<b>"):
            answer = await http.get("/api/v1/nothing", headers={"x-request-id": given})
            own = answer.headers["x-request-id"]
            assert (len(own), own, own.isalnum()) == (32, answer.json()["request_id"], True), given
            seen.add(own)
        assert len(seen) == 5
        large = await http.post("/api/v1/tickets", content=b"x" * 300_000, headers={"x-request-id": "large"})
        assert (large.status_code, large.headers["x-request-id"], large.json()["code"]) == (413, "large", "size")
        assert "x-request-id" not in (await http.get("/sign-in")).headers


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, configured = (root.handlers[:], root.level), structlog.get_config()
    stream = io.StringIO()
    logs.configure_logs("INFO", "json", (), stream)
    yield stream
    root.handlers[:], root.level = before
    structlog.configure(**configured)


async def test_every_line_of_the_log_about_a_request_has_its_id(log: io.StringIO) -> None:
    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        logging.getLogger("ours").warning("slow")
        raise RuntimeError

    async with serve_app(RequestIds(fails, "/api/"), "127.0.0.1", 0) as port, httpx.AsyncClient() as http:
        for path, name in (("/api/v1/tickets", "order-7"), ("/tickets", "order-8")):
            await http.get(f"http://127.0.0.1:{port}{path}", headers={"x-request-id": name})
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    of_ours = [line for line in lines if line["event"] == "slow" or "ASGI" in line["event"]]
    assert [line.get("request_id") for line in of_ours] == ["order-7", "order-7", None, None]


async def test_what_is_left_of_the_limit_is_said_and_comes_back(database: Database) -> None:
    async with api_at(database) as (stage, http):
        shop = Client(http, await token_of(stage.vera))
        await execute(stage, update(Integration).values(per_minute=3))
        left = []
        for _ in range(4):
            await shop.asks("GET", "/tickets")
            assert shop.answer is not None
            left.append(int(shop.answer.headers["x-ratelimit-remaining"]))
            assert shop.answer.headers["x-ratelimit-limit"] == "3"
            assert int(shop.answer.headers["x-ratelimit-reset"]) >= stage.clock().timestamp()
        assert (left, shop.status) == ([2, 1, 0, 0], 429)
        assert "x-ratelimit-limit" not in (await http.get("/api/v1/tickets")).headers


async def test_a_repeated_write_says_that_it_is_one(database: Database) -> None:
    async with api_at(database) as (stage, http):
        shop = Client(http, await token_of(stage.vera))
        body, said = {"external_id": "u-1", "text": "The parcel is late"}, []
        for _ in range(2):
            await shop.asks("POST", "/tickets", body, idempotency_key="order-7")
            assert shop.answer is not None
            said.append(shop.answer.headers.get("idempotent-replayed"))
        assert said == [None, "true"]


async def test_malformed_json_wrong_methods_and_missing_scopes_are_said_in_words(database: Database) -> None:
    async with api_at(database) as (stage, http):
        shop = Client(http, await token_of(stage.vera))
        head = {"authorization": f"Bearer {shop.token}", "content-type": "application/json"}
        said = (await http.post("/api/v1/tickets", content=b'{"text": }', headers=head)).json()
        assert (said["status"], said["code"]) == (422, "not-json")
        assert said["detail"] == "the body is not valid JSON: Expecting value, at character 9"
        answer = await http.put("/api/v1/tickets", headers=head)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
        assert answer.json()["detail"] == "this address takes GET, HEAD, POST"
        said = await shop.asks("GET", "/webhooks")
        assert said["detail"] == "needs the scope webhooks; an admin adds it: /systems, Shop, Access"
        said = await shop.asks("GET", "/figures")
        assert said["detail"] == "needs the scope figures (reports); an admin adds it: /systems, Shop, Access"
        await shop.opens("The parcel is late")
        form = {"files": ("a.txt", b"Words"), "file": ("b.txt", b"Words")}
        said = (
            await http.post("/api/v1/tickets/1/files", files=form, headers={"authorization": head["authorization"]})
        ).json()
        assert (said["status"], said["code"]) == (422, "files")
