"""Requests made up from the schema, right ones and wrong ones: never a mistake of ours, and no answer that the schema
does not name, by its status and by the shape of its body. `API_CASES` says how many, `API_SEED` which; `make fuzz-api`
takes ten thousand."""

import json
import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import func, select, update

from db.database import Database
from db.models import Entry, Integration, Ticket
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import answers, dismissed, filed_and_taken, files, invite
from tests.flows.api.client import URL, Client, api_at, api_of, joins, token_of
from tests.flows.api.declared import wrong
from tests.flows.api.made_up import NOT_JSON, STRINGS, Made
from tests.flows.panel.browser import panel_at
from tests.flows.phone import Phone
from tests.flows.stage import Stage, staged
from tests.flows.webhooks.catcher import RULES, SETTINGS
from tests.sql import execute, fetch

pytestmark = pytest.mark.sentence("Systems and the API")

CASES, SEED = int(os.environ.get("API_CASES", "300")), int(os.environ.get("API_SEED", "1"))
TAKEN_BACK = "granite4711"
_FILES = (
    ("a.txt", b"Words", "text/plain"), ("b.png", b"\x89PNG\r\n\x1a\n" + bytes(32), "image/png"),
    ("../d.pdf", b"%PDF-1.7 ", "application/pdf"), ("c.html", b"<script>", "text/html"), ("e.txt\u202e", b"", "odd"),
)  # fmt: skip


@pytest.mark.limit(1800)
async def test_made_up_requests_are_answered_as_the_schema_says(database: Database) -> None:
    begins = (cast.rita, cast.olga)
    async with (
        staged(database, board=False, begins=begins, web__url=URL, **RULES) as stage,
        api_of(stage, **SETTINGS) as http,
    ):
        clients = await _two_systems(stage, http)
        schema = (await http.get("/api/openapi.json")).json()
        operations = [
            (method, path, one) for path, methods in schema["paths"].items() for method, one in methods.items()
        ]
        made, seen = Made(schema, SEED), set()
        for case in range(CASES):
            method, path, one = operations[case % len(operations)]
            made.begins()
            seen.add((method, path, await _answered(clients[made.random.random() < 0.3], made, method, path, one)))
        assert len(seen) > len(operations)


@pytest.mark.limit(600)
async def test_a_persons_token_reaches_nobody_elses_request(database: Database) -> None:
    """Of three people of a shop one is joined with Rita, one was and has undone it, one never came."""
    async with api_at(database, cast.rita, **RULES) as (stage, http):
        rita = stage.rita
        shop = Client(http, await token_of(stage.vera))
        await execute(stage, update(Integration).values(per_minute=10**9))
        earlier = await files(rita, "My own affair of before")
        own = {who: (await shop.opens(f"Order of {who}", who))["number"] for who in ("here", "undone", "never")}
        for who in ("here", "undone"):
            await joins(rita, await shop.asks("POST", f"/persons/{who}/link", {}))
        through = await files(rita, "By the link of undone")
        both = await files(rita, "While both were joined")
        await rita.writes("/unlink")
        await rita.presses((await rita.buttons())[1])
        later = await files(rita, "After that")
        sees = {own["here"], both, later}, {own["undone"]}, {own["never"]}
        everything = {earlier, *own.values(), through, both, later}
        schema = (await http.get("/api/openapi.json")).json()
        made = Made(schema, SEED)
        for who, known in zip(own, sees, strict=True):
            person = shop.by((await shop.asks("POST", f"/persons/{who}/token"))["token"])
            listed = await person.asks("GET", "/tickets?limit=100")
            assert {one["number"] for one in listed["items"]} == known
            before = await _all_of(stage, everything - known)
            for number in sorted(everything - known):
                await _reaches_nothing(person, made, schema, number)
            assert await _all_of(stage, everything - known) == before


async def test_a_session_of_the_panel_reads_nothing_here_before_and_after_its_end(database: Database) -> None:
    """Whoever has its cookie has no token: of somebody at work, dismissed, and on the team again."""
    async with panel_at(database, cast.rita, cast.olga) as (stage, browser):
        olga = stage.olga
        await files(stage.rita, "The heating is cold")
        await stage.vera.writes("/settings panel_for_agents on")
        await browser.signs_in(olga, str(olga.id))
        schema = (await browser.client.get("/api/openapi.json")).json()
        addresses = [(method, path) for path, methods in schema["paths"].items() for method in methods]
        for happens in (None, dismissed, _is_invited):
            if happens is not None:
                await happens(stage, olga)
                assert await browser.opens("/tickets/1") == "/sign-in"
            for method, path in addresses:
                answer = await browser.client.request(method, re.sub(r"{\w+}", "1", f"/api{path}"))
                assert answer.status_code in (401, 429), (method, path)
                assert "heating" not in answer.text


async def _is_invited(stage: Stage, who: Phone) -> None:
    await who.writes(f"/start {await invite(stage.vera)}")


async def _reaches_nothing(person: Client, made: Made, schema: Mapping[str, Any], number: int) -> None:
    """By no operation that names a request."""
    for path, methods in schema["paths"].items():
        for method, one in methods.items() if "{number}" in path else ():
            made.begins()
            made.means_well = True
            to = (
                path.replace("{number}", str(number))
                .replace("{file_id}", "1")
                .replace("{message}", "1")
                .replace("{id}", "1")
            )
            body = make_body(made, one.get("requestBody", {}).get("content", {}))
            headers = {"authorization": f"Bearer {person.token}", **body.pop("headers", {})}
            answer = await person.http.request(method, f"/api{to}", headers=headers, **body)
            assert answer.status_code in (403, 404), (method, to, answer.text)


async def _all_of(stage: Stage, numbers: set[int]) -> list[Any]:
    """Their rows, and how much is said in each."""
    said = select(func.count()).where(Entry.ticket_id == Ticket.id).scalar_subquery()
    rows = select(*Ticket.__table__.c, said).where(Ticket.number.in_(numbers)).order_by(Ticket.id)
    return [tuple(row) for row in await fetch(stage, rows)]


async def _two_systems(stage: Stage, http: httpx.AsyncClient) -> tuple[Client, Client]:
    """Who may do everything, so that each hears what the other does; something of every kind is there already."""
    rita, olga, vera = stage.rita, stage.olga, stage.vera
    for said in ("/kb new", "Plugs", "Push it in."):
        await vera.writes(said, reply_to=None if said == "/kb new" else await vera.last_id())
    await vera.presses("kb_publish:1:2")
    shop, crm = [Client(http, await token_of(vera, name)) for name in ("Shop", "Crm")]
    await execute(stage, update(Integration).values(scopes=[one.value for one in Scope], per_minute=10**9))
    await answers(olga, await filed_and_taken(rita, olga, "The heating is cold"), "Soon")
    said = await rita.writes(f"My pin is {TAKEN_BACK}", reply_to=(await rita.containing("Soon"))["message_id"])
    await olga.writes("Oh", reply_to=(await olga.containing(TAKEN_BACK))["message_id"], quote=TAKEN_BACK)
    await crm.asks("POST", "/tickets/1/replies", {"text": "Well"}, idempotency_key="a")
    await rita.writes("/delete", reply_to=said)
    for n in range(4):
        await shop.opens(f"Parcel {n} of street {n}{n}", "u-1", context={"order": "7"})
    await crm.asks("POST", "/tickets/2/notes", {"text": "Granite"})
    await crm.asks("PATCH", "/tickets/2", {"status": "resolved"})
    for n in range(2):
        await crm.asks("POST", "/webhooks", {"url": f"https://127.0.0.1/{n}"})
    await vera.writes("/settings organizations on")
    for path in ("/organizations/1", "/outlets/1", "/contacts/1", "/organizations/2"):
        of = {} if path.startswith("/organizations") else {"organization": "1"}
        await crm.asks("PUT", path, {"name": "Romashka", **of})
    await crm.asks("PUT", "/organizations/1/members/u-1", {})
    return shop, crm


async def _answered(client: Client, made: Made, method: str, path: str, one: Mapping[str, Any]) -> int:
    """The status, one that the schema names with such a body."""
    headers, query = {"authorization": f"Bearer {client.token}"}, {}
    for part in one.get("parameters", ()):
        if not part.get("required") and made.random.random() < 0.5:
            continue
        text = str(made.value(part["schema"])).encode("utf-8", "replace").decode()
        if part["in"] == "path":
            text = text if made.sometimes(0.6) else made.random.choice(("1", "2", "u-1"))
            path = path.replace(f"{{{part['name']}}}", quote(text or "-", safe="")[:2000].replace(".", "%2E"))
        elif part["in"] == "query":
            query[part["name"]] = text
        elif text.isascii() and text.isprintable():
            headers[part["name"]] = text.strip()
    body = make_body(made, one.get("requestBody", {}).get("content", {}))
    headers |= body.pop("headers", {})
    answer = await client.http.request(method, f"/api{path}", params=query, headers=headers, timeout=60, **body)
    mistake = wrong(made.schema, one, answer)
    assert TAKEN_BACK not in answer.text, f"words taken back: {method} {path}"
    assert mistake is None, f"{mistake}: {method} {path} {query} {body!r:.300}: {answer.status_code} {answer.text:.600}"
    return answer.status_code


def make_body(made: Made, content: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent, as httpx takes it."""
    choice = made.random.choice
    if "application/json" in content:
        odd = made.sometimes(0.1)
        said = choice(NOT_JSON) if odd else json.dumps(made.value(content["application/json"]["schema"])).encode()
        media = "text/plain" if made.sometimes(0.05) else "application/json"
        return {"content": said, "headers": {"content-type": media}}
    if content:
        good = choice(_FILES)
        odd = [(choice(_FILES)[0], choice(_FILES)[1], choice(_FILES)[2]) for _ in range(made.random.randrange(4))]
        words = [one for one in STRINGS if one.isprintable() or one == "\x00"]
        files = [good] if made.means_well else odd
        return {"files": [("files", one) for one in files] or [("odd", ("", b""))], "data": {"text": choice(words)}}
    return {}


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, {"at": "2026-11-22T09:00:00Z", "by": "team"}, None),
        (200, {"at": "2026-11-22T09:00:00", "by": "team"}, "is not a 'date-time'"),
        (200, {"at": "2026-11-22T09:00:00Z"}, "'by' is a required property"),
        (200, {"at": "2026-11-22T09:00:00Z", "by": 7}, "is not of type 'string'"),
        (204, {"at": "2026-11-22T09:00:00Z"}, "body"),
        (418, {}, "status"),
        (500, {}, "status"),
    ],
)
def test_an_answer_of_another_shape_is_noticed(status: int, body: object, said: str | None) -> None:
    moment, words = {"type": "string", "format": "date-time"}, {"type": "string"}
    shape = {"type": "object", "properties": {"at": moment, "by": words}, "required": ["at", "by"]}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Said"}}}
    operation = {"responses": {"200": {"content": content}, "204": {}, "500": {}}}
    found = wrong({"components": {"schemas": {"Said": shape}}}, operation, httpx.Response(status, json=body))
    assert found is None if said is None else found is not None and said in found
