"""What holds for every operation: tokens, keys of writes, tags, pages, limits, errors of one shape."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from db.database import Database
from db.models import Integration
from desk import Refused
from desk.integrations import integrations
from tests.flows import cast
from tests.flows.acts import reads_audit
from tests.flows.api.client import URL, Client, api_at, api_of, token_of
from tests.flows.api.declared import wrong
from tests.flows.clients import as_vera
from tests.flows.stage import Stage, staged
from tests.sql import execute, sole
from tests.statements import noted
from tests.texts import text_of
from web.api import reading

pytestmark = pytest.mark.sentence("Systems and the API")


@pytest_asyncio.fixture
async def shop(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with an agent, and a shop with its token."""
    async with api_at(database, cast.olga) as (stage, http):
        yield stage, Client(http, await token_of(stage.vera))


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
    await stage.olga.presses("claim:1")
    refused = await client.asks("POST", "/tickets/1/close", if_match=tag)
    assert (client.status, refused["type"]) == (412, "/api/docs#changed")
    assert (await client.asks("GET", "/tickets/1"))["status"] == "assigned"
    seen = await client.asks("POST", "/tickets/1/close", if_match=f"W/{client.etag}")
    assert (client.status, seen["status"], made["status"]) == (200, "cancelled", "new")


async def statements_of(client: Client, path: str) -> int:
    """How many statements it takes to read that."""
    with noted() as told:
        await client.asks("GET", path)
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
    for asked, wanted in (
        ("external_id=u-1", [4, 2]), ("external_id=nobody", []), ("external_ref=%20order-3%0D%0A", [4]),
        ("external_ref=%20", []),
    ):  # fmt: skip
        found = await client.asks("GET", f"/tickets?{asked}")
        assert [one["number"] for one in found["items"]] == wanted, asked
    asked_of_few = await statements_of(client, "/tickets?limit=1")
    await client.opens("Parcel of somebody else", "u-3")
    assert await statements_of(client, "/tickets?limit=6") == asked_of_few
    for n in range(3):
        await client.asks("POST", "/tickets/1/messages", {"text": f"More {n}"})
    page = await client.asks("GET", "/tickets/1/messages?limit=2")
    assert [one["text"] for one in page["items"]] == ["Parcel 0 of street 00", "More 0"]
    page = await client.asks("GET", f"/tickets/1/messages?cursor={page['next_cursor']}")
    assert [one["text"] for one in page["items"]] == ["More 1", "More 2"]
    again = await client.asks("GET", f"/tickets/1/messages?cursor={page['next_cursor']}")
    assert (again["items"], again["next_cursor"]) == ([], page["next_cursor"])
    await execute(stage, _MUCH, n=reading.MOST_MESSAGES)
    shown = [one["text"] for one in (await client.asks("GET", "/tickets/1"))["messages"]]
    assert (len(shown), shown[0], shown[-1]) == (reading.MOST_MESSAGES, "again 1", f"again {len(shown)}"), "the newest"


async def test_one_request_too_many_is_filed_and_says_until_when_it_waits(database: Database) -> None:
    async with (
        staged(database, board=False, web__url=URL, limits__max_untaken=2) as stage,
        api_of(stage, max_untaken=2) as http,
    ):
        client = Client(http, await token_of(stage.vera))
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
        assert "And the lamp" in await stage.vera.reads()


async def test_the_token_is_shown_once_changed_run_out_and_revoked(shop: tuple[Stage, Client]) -> None:
    stage, client = shop
    vera = stage.vera
    async with as_vera(stage) as desk:
        with pytest.raises(Refused, match="system-name-taken"):
            await integrations.create_integration(desk, "shop")
    async with as_vera(stage) as desk:
        newer = client.by(await integrations.rotate_token(desk, 1))
        await integrations.set_expiry(desk, 1, 30)
        await integrations.set_rate(desk, 1, 300)
    await client.asks("GET", "/tickets")
    await newer.asks("GET", "/tickets")
    assert (client.status, newer.status) == (401, 200)
    stage.clock.on(days=30)
    await newer.asks("GET", "/tickets")
    assert newer.status == 401
    async with as_vera(stage) as desk:
        await integrations.set_expiry(desk, 1, 0)
        await integrations.revoke_integration(desk, 1)
    await newer.asks("GET", "/tickets")
    assert newer.status == 401
    async with as_vera(stage) as desk:
        last = client.by(await integrations.restore_integration(desk, 1))
    await newer.asks("GET", "/tickets")
    await last.asks("GET", "/tickets")
    assert (newer.status, last.status) == (401, 200)
    row = await sole(stage, select(Integration))
    assert last.token.encode() not in row.token_hash
    audited = await reads_audit(vera)
    for said in (
        text_of("audit-system-made", object="Shop"),
        text_of("audit-system-rotated", object="Shop"),
        text_of("audit-system-revoked", object="Shop"),
        text_of("audit-system-limit", object="Shop", old="60", new="300"),
    ):
        assert said in audited
