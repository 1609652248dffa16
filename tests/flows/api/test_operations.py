"""What holds for every operation: tokens, keys of writes, tags, pages, limits, errors of one shape."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import event, select, text, update

from db.database import Database
from db.models import Integration
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.api.declared import wrong
from tests.flows.phone import buttons, words
from tests.flows.stage import Stage, staged
from tests.texts import piece_of, text_of
from web.api import reading
from web.api.problems import KINDS, MEDIA

pytestmark = pytest.mark.sentence("Systems and the API")

HOSTILE = '<b>Пожар</b> & "так" \u202eназад 🔥\n' + "x" * 3900
_REFUSALS = re.compile(r'(?:ApiError|answer)\(\s*[45]\d\d, "([a-z-]+)"')


@pytest_asyncio.fixture(loop_scope="session")
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with an agent, and a shop with its token."""
    async with staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage, api_of(stage) as http:
        yield stage, Client(http, await token_of(stage.people["Vera"]))


async def test_an_id_with_a_slash_is_answered_as_the_schema_says(shop: tuple[Stage, Client]) -> None:
    _stage, client = shop
    schema = (await client.http.get("/api/openapi.json")).json()
    for path, methods in schema["paths"].items():
        for method, one in methods.items() if "{" in path else ():
            to = re.sub(r"\{\w+\}", "u%2F1", path)
            answer = await client.http.request(
                method, f"/api{to}", headers={"authorization": f"Bearer {client.token}"}, json={}
            )
            assert wrong(schema, one, answer) is None, (method, to, answer.status_code)


async def test_a_write_that_comes_twice_is_done_once(shop: tuple[Stage, Client]) -> None:
    _stage, client = shop
    body = {"external_id": "u-1", "text": "The parcel is late"}
    first = await client.asks("POST", "/tickets", body, idempotency_key="a1")
    assert (client.status, first["number"]) == (201, 1)
    assert client.answer is not None
    tag, there = client.etag, client.answer.headers["location"]
    assert await client.asks("POST", "/tickets", body, idempotency_key="a1") == first
    assert (client.status, client.etag, client.answer.headers["location"]) == (201, tag, there)
    refused = await client.asks("POST", "/tickets", {**body, "text": "Another"}, idempotency_key="a1")
    assert (client.status, refused["type"]) == (422, "/api/docs#idempotency-key")
    said = {"text": "It is still late"}
    both = await asyncio.gather(*(client.asks("POST", "/tickets/1/messages", said, idempotency_key="a2") for _ in "ab"))
    assert both[0] == both[1]
    assert len(both[0]["messages"]) == 2
    await client.asks("POST", "/tickets/1/reopen", idempotency_key="a3")
    assert client.status == 409  # what was refused is not kept: it may be possible later
    await client.asks("POST", "/tickets/1/close", idempotency_key="a3")
    assert client.status == 200
    await client.asks("POST", "/tickets/1/reopen", idempotency_key="a3")
    assert client.status == 422
    await client.asks("POST", "/tickets/1/close", idempotency_key="x" * 201)
    assert client.status == 422


async def test_what_was_read_before_it_changed_changes_nothing(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    made = await client.opens("The parcel is late")
    tag = client.etag
    for said in (tag, f'"other", W/{tag}'):  # as a proxy writes it that has compressed the answer
        await client.asks("GET", "/tickets/1", if_none_match=said)
        assert (client.status, client.answer and client.answer.content) == (304, b"")
        await client.asks("GET", "/tickets/1", if_none_match="*")
        assert client.status == 304
    await stage.settle()
    await stage.people["Olga"].presses("claim:1")
    refused = await client.asks("POST", "/tickets/1/close", if_match=tag)
    assert (client.status, refused["type"]) == (412, "/api/docs#changed")
    assert (await client.asks("GET", "/tickets/1"))["status"] == "assigned"
    seen = await client.asks("POST", "/tickets/1/close", if_match=f"W/{client.etag}")
    assert (client.status, seen["status"], made["status"]) == (200, "cancelled", "new")


async def statements_of(stage: Stage, client: Client, path: str) -> int:
    """How many statements it takes to read that."""
    told: list[str] = []

    def note(*given: object) -> None:
        told.append(str(given[2]))

    engine = stage.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await client.asks("GET", path)
    event.remove(engine, "before_cursor_execute", note)
    return len([one for one in told if " people" in one or " tickets" in one])


_MUCH = text("""
insert into entries (ticket_id, author_id, author_name, kind, body, origin, created_at)
select ticket_id, author_id, author_name, kind, 'again ' || n, origin, created_at
from entries, generate_series(1, :n) n where id = (select min(id) from entries) order by n
""")


async def test_pages_follow_each_other_and_filters_hold(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    for n in range(5):
        await client.opens(f"Parcel {n} of street {n}{n}", f"u-{n % 2}", external_ref=f"order-{n}")
    numbers, cursor = [], ""
    while cursor is not None:
        page = await client.asks("GET", f"/tickets?limit=2{cursor and '&cursor=' + cursor}")
        numbers += [one["number"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert numbers == [5, 4, 3, 2, 1]
    assert (await client.asks("GET", "/tickets?limit=5"))["next_cursor"] is None
    for asked, wanted in (
        ("external_id=u-1", [4, 2]), ("external_id=nobody", []), ("external_ref=order-3", [4]),
        ("external_ref=%20order-3%0D%0A", [4]), ("external_ref=", []), ("external_ref=%20", []),
        ("status=assigned", []), ("open=true&limit=1", [5]), ("open=false", []),
    ):  # fmt: skip
        found = await client.asks("GET", f"/tickets?{asked}")
        assert [one["number"] for one in found["items"]] == wanted, asked
    asked_of_few = await statements_of(stage, client, "/tickets?limit=1")
    await client.opens("Parcel of somebody else", "u-3")
    assert await statements_of(stage, client, "/tickets?limit=6") == asked_of_few
    for n in range(3):
        await client.asks("POST", "/tickets/1/messages", {"text": f"More {n}"})
    page = await client.asks("GET", "/tickets/1/messages?limit=2")
    assert [one["text"] for one in page["items"]] == ["Parcel 0 of street 00", "More 0"]
    page = await client.asks("GET", f"/tickets/1/messages?cursor={page['next_cursor']}")
    assert [one["text"] for one in page["items"]] == ["More 1", "More 2"]
    again = await client.asks("GET", f"/tickets/1/messages?cursor={page['next_cursor']}")
    assert (again["items"], again["next_cursor"]) == ([], page["next_cursor"])
    async with stage.database.unit_of_work() as session:
        await session.execute(_MUCH, {"n": reading.MOST_MESSAGES})
    shown = [one["text"] for one in (await client.asks("GET", "/tickets/1"))["messages"]]
    assert (len(shown), shown[0], shown[-1]) == (reading.MOST_MESSAGES, "again 1", f"again {len(shown)}"), "the newest"


async def test_a_token_asks_so_often_and_is_used_once_a_minute(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    async with stage.database.unit_of_work() as session:
        await session.execute(update(Integration).values(per_minute=3))
    for _ in range(3):
        await client.asks("GET", "/tickets")
    used = stage.clock()
    refused = await client.asks("GET", "/tickets")
    assert (client.status, refused["status"]) == (429, 429)
    assert client.answer is not None
    assert client.answer.headers["retry-after"] == "20"
    async with stage.database.reading() as session:
        last = await session.scalar(select(Integration.last_used_at))
    assert last is not None
    assert used - last < timedelta(seconds=1)
    other = client.by("pds_" + "x" * 43)
    seen = [await other.asks("GET", "/tickets") for _ in range(32)]
    assert {one["status"] for one in seen} == {401, 429}


async def test_every_refusal_has_one_shape(shop: tuple[Stage, Client]) -> None:
    _stage, client = shop
    await client.opens(HOSTILE)
    assert (await client.asks("GET", "/tickets/1"))["messages"][0]["text"] == HOSTILE
    for method, path, body, status in (
        ("GET", "/tickets/2", None, 404), ("GET", "/tickets/9999999999999999999999", None, 404),
        ("GET", "/tickets/x", None, 422), ("GET", "/nothing", None, 404), ("PUT", "/tickets", {}, 405),
        ("POST", "/tickets", {"text": "a"}, 422), ("POST", "/tickets", {"external_id": "a b", "text": "a"}, 422),
        ("POST", "/tickets", {"external_id": "a", "text": " \u200b "}, 422),
        ("POST", "/tickets", {"external_id": "a", "text": "x" * 4001}, 422),
        ("POST", "/tickets", {"external_id": "a", "text": "a", "status": "new"}, 422),
        ("POST", "/tickets/1/rating", {"stars": 5}, 409), ("POST", "/tickets/1/reopen", None, 409),
        ("GET", "/tickets?cursor=x", None, 422), ("GET", "/tickets?status=odd", None, 422),
    ):  # fmt: skip
        said = await client.asks(method, path, body)
        assert (client.status, said["status"]) == (status, status), (method, path, said)
        assert client.answer is not None
        assert client.answer.headers["content-type"] == MEDIA
    answer = await client.http.get("/api/v1/tickets")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    head = {"authorization": f"Bearer {client.token}"}
    for content, media, status in (
        (b"{", "application/json", 422), (b"[" * 9000, "application/json", 422),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"x" * 300_000, "application/json", 413),
    ):  # fmt: skip
        answer = await client.http.post("/api/v1/tickets", content=content, headers={**head, "content-type": media})
        assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA)


async def test_one_request_too_many_is_filed_and_says_until_when_it_waits(database: Database) -> None:
    async with (
        staged(database, board=False, web__url=URL, limits__max_untaken=2) as stage,
        api_of(stage, max_untaken=2) as http,
    ):
        client = Client(http, await token_of(stage.people["Vera"]))
        for n in range(2):
            assert (await client.opens(f"Parcel {n} of street {n}{n}"))["waits_until"] is None
        made = await client.opens("And the lamp is broken")
        assert (made["number"], made["joined"], made["subject"]) == (3, False, "And the lamp is broken")
        wait = datetime.fromisoformat(made["waits_until"]) - stage.clock()
        assert abs(wait - stage.settings.team.remind) < timedelta(seconds=10)
        assert (await client.asks("GET", "/tickets/3"))["waits_until"] == made["waits_until"]
        for status in (200, 409):
            await client.asks("POST", "/tickets/3/urgent")
            assert client.status == status, "once"
        assert (await client.asks("GET", "/tickets/3"))["waits_until"] is None
        await stage.settle()
        assert "And the lamp" in words(await stage.people["Vera"].last())


async def test_cookies_mean_nothing_and_pages_ask_only_where_they_are_listed(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    vera = stage.people["Vera"]
    await client.opens("The parcel is late")
    await client.opens("Mine", "u-2")
    await vera.writes("/systems")
    await vera.presses("system:1:is")
    await vera.presses("system_ask:1")
    asked = (await vera.last())["message_id"]
    await vera.writes("shop.example", reply_to=asked)
    assert text_of("system-bad-pages", most=10) in words(await vera.last())
    await vera.writes("https://shop.example/", reply_to=asked)
    assert "https://shop.example" in words(await vera.last())
    made = await client.asks("POST", "/persons/u-1/token")
    assert (client.status, made["expires_at"][:16]) == (201, f"{stage.clock() + timedelta(hours=1):%Y-%m-%dT%H:%M}")
    chat = client.by(made["token"])
    seen = await chat.asks("GET", "/tickets", origin="https://shop.example")
    assert [one["number"] for one in seen["items"]] == [1]
    assert chat.answer is not None
    assert chat.answer.headers["access-control-allow-origin"] == "https://shop.example"
    await chat.asks("GET", "/tickets", origin="https://evil.example")
    assert (chat.status, "access-control-allow-origin" in chat.answer.headers) == (403, False)
    await chat.asks("GET", "/tickets/2")
    assert chat.status == 404
    assert (await chat.asks("POST", "/tickets", {"text": "From the page"}))["external_id"] == "u-1"
    await chat.asks("POST", "/tickets", {"text": "From the page", "external_id": "u-2"})
    assert chat.status == 404
    for path in ("/persons/u-1/token", "/persons/u-1/link"):
        await chat.asks("POST", path, {})
        assert chat.status == 403
    for origin, allowed in (("https://shop.example", True), ("https://evil.example", False)):
        answer = await client.http.options("/api/v1/tickets", headers={"origin": origin})
        assert ("access-control-allow-origin" in answer.headers) is allowed
    stage.clock.on(hours=1)
    await chat.asks("GET", "/tickets", origin="https://shop.example")
    assert chat.status == 401  # which the page may read, to ask for another
    assert chat.answer.headers["access-control-allow-origin"] == "https://shop.example"
    await chat.asks("GET", "/tickets", origin="https://evil.example")
    assert (chat.status, "access-control-allow-origin" in chat.answer.headers) == (401, False)
    cookie = {"cookie": f"session={client.token}"}
    assert (await client.http.get("/api/v1/tickets", headers=cookie)).status_code == 401


async def test_the_token_is_shown_once_changed_run_out_and_revoked(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    vera = stage.people["Vera"]
    await vera.writes("/systems new shop")
    assert "already" in words(await vera.last())
    await vera.writes("/systems")
    await vera.presses("system:1:is")
    await vera.presses("system:1:rotate")
    await vera.presses(buttons(await vera.last())[0])
    newer = client.by(
        next(word for word in words(await vera.containing(piece_of("system-token"))).split() if "pds_" in word)
    )
    await client.asks("GET", "/tickets")
    await newer.asks("GET", "/tickets")
    assert (client.status, newer.status) == (401, 200)
    await vera.writes("/systems")
    await vera.presses("system:1:is")
    assert "used" in words(await vera.last())
    await vera.presses("system:1:expiry")
    await vera.presses("system_until:1:30")
    await vera.presses("system_rate:1:60")
    assert "at most 300 requests a minute" in words(await vera.last())
    stage.clock.on(days=30)
    await newer.asks("GET", "/tickets")
    assert newer.status == 401
    await vera.presses("system:1:expiry")
    await vera.presses("system_until:1:0")
    await vera.presses("system_off:1")
    await newer.asks("GET", "/tickets")
    assert newer.status == 401
    assert buttons(await vera.last()) == ["system_on:1", "system:1:rotate", "systems:1"]
    await vera.presses("system_on:1")
    last = client.by(
        next(word for word in words(await vera.containing(piece_of("system-token"))).split() if "pds_" in word)
    )
    await newer.asks("GET", "/tickets")
    await last.asks("GET", "/tickets")
    assert (newer.status, last.status) == (401, 200)
    async with stage.database.reading() as session:
        row = (await session.scalars(select(Integration))).one()
    assert last.token.encode() not in row.token_hash
    await vera.writes("/audit")
    audited = words(await vera.last())
    for said in (
        text_of("audit-system-made", object="Shop"),
        text_of("audit-system-rotated", object="Shop"),
        text_of("audit-system-revoked", object="Shop"),
        text_of("audit-system-limit", object="Shop", old="60", new="300"),
    ):
        assert said in audited


async def test_none_of_it_without_a_door(database: Database) -> None:
    async with staged(database, board=False) as stage:
        vera = stage.people["Vera"]
        await vera.writes("/systems")
        assert "WEB_URL" in words(await vera.last())


async def test_the_schema_says_what_may_come_back(shop: tuple[Stage, Client]) -> None:
    _stage, client = shop
    schema = (await client.http.get("/api/openapi.json")).json()
    assert schema["openapi"].startswith("3.1")
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            assert {"401", "403", "422", "429"} <= one["responses"].keys(), (method, path)
            assert one["x-scopes"] or path == "/v1/me"
            assert one["description"]
    assert set(_REFUSALS.findall("".join(one.read_text() for one in Path("web").rglob("*.py")))) <= KINDS.keys()
