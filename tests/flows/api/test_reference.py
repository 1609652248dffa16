"""The reference of the API: each field is described, each page is small and leads on, and what it has is found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import httpx
import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows.api.client import api_at
from tests.texts import text_of
from web.api.problems import KINDS

pytestmark = pytest.mark.sentence("Systems and the API")

LARGEST = 400_000
_PAGE = re.compile(r'href="(/api/docs/[a-z-]+)"')
_ID, _LINK = re.compile(r' id="([^"]+)"'), re.compile(r'<a [^>]*href="([^"]+)"')


@pytest_asyncio.fixture
async def http(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a token, at a desk with a panel."""
    async with api_at(database) as (_, http):
        yield http


async def load_pages(http: httpx.AsyncClient) -> dict[str, str]:
    """All pages of the reference, by their addresses."""
    start = (await http.get("/api/docs")).text
    return {"/api/docs": start, **{path: (await http.get(path)).text for path in dict.fromkeys(_PAGE.findall(start))}}


def _list_undescribed(name: str, part: Any) -> Iterator[str]:
    """Fields without a description, wherever an object is described."""
    if isinstance(part, list):
        for one in part:
            yield from _list_undescribed(name, one)
    elif isinstance(part, Mapping):
        for field, value in part.get("properties", {}).items():
            if "description" not in value:
                yield f"{name}.{field}"
        for key, one in part.items():
            if key not in ("examples", "example"):
                yield from _list_undescribed(name, one)


async def test_each_field_and_parameter_has_a_description(http: httpx.AsyncClient) -> None:
    """Give a field `Field(description="…")`, or a type of web/api/schemas/values.py that has one; a parameter
    `Query(description="…")`."""
    schema = (await http.get("/api/openapi.json")).json()
    shapes, missing = schema["components"]["schemas"], []
    for name, shape in shapes.items():
        missing += _list_undescribed(name, shape)
        missing += [] if shape.get("description") else [name]
    for methods in schema["paths"].values():
        for one in methods.values():
            missing += _list_undescribed(one["operationId"], one.get("requestBody", {}))
            missing += [
                f"{one['operationId']}: {part['name']}"
                for part in one.get("parameters", ())
                if not part.get("description")
            ]
    assert not missing, f"without a description: {', '.join(missing)}"


async def test_each_operation_has_a_short_title_of_its_own(http: httpx.AsyncClient) -> None:
    """It is the beginning of the operation's docstring, up to the first comma or stop."""
    schema = (await http.get("/api/openapi.json")).json()
    titles = Counter(one["summary"] for methods in schema["paths"].values() for one in methods.values())
    assert [title for title, times in titles.items() if times > 1 or len(title) > 52 or "`" in title] == []


async def test_each_answer_in_json_has_a_sample_of_its_shape(http: httpx.AsyncClient) -> None:
    schema, pages = (await http.get("/api/openapi.json")).json(), await load_pages(http)
    shown = 0
    for one in (one for methods in schema["paths"].values() for one in methods.values()):
        for media in (media for said in one["responses"].values() for media in said.get("content", {}).values()):
            if "example" in media:
                within = {**media["schema"], "components": schema["components"]}
                Draft202012Validator(within).validate(media["example"])
                assert media["example"], one["operationId"]
                shown += 1
    assert sum(page.count("<h4>Sample answer</h4>") for page in pages.values()) == shown > 80


async def test_the_pages_are_small_and_lead_on(http: httpx.AsyncClient) -> None:
    pages = await load_pages(http)
    schema = (await http.get("/api/openapi.json")).json()
    assert len(pages) == 1 + len({one["tags"][0] for methods in schema["paths"].values() for one in methods.values()})
    assert sum(len(page.encode()) for page in pages.values()) < LARGEST
    ids = {path: _ID.findall(page) for path, page in pages.items()}
    assert [path for path, known in ids.items() if len(known) != len(set(known))] == []
    dead = []
    for path, page in pages.items():
        for target in set(_LINK.findall(page)):
            there, _, place = target.partition("#")
            if there.startswith("/api/docs") or not there:
                known = ids.get(there.partition("?")[0] or path)
                dead += [] if known is not None and (not place or place in known) else [f"{path} {target}"]
    assert dead == []
    assert [kind for kind in KINDS if kind not in ids["/api/docs"]] == []  # where `type` leads


async def test_pages_are_compressed_and_run_nothing(http: httpx.AsyncClient) -> None:
    for path, page in (await load_pages(http)).items():
        answer = await http.get(path, headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip", path
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        for never in ("<script", "style=", "`", "Successful Response"):
            assert never not in page, (path, never)
    assert (await http.get("/api/openapi.json")).headers["content-encoding"] == "gzip"
    assert (await http.get("/api/docs/passwords")).status_code == 404
    for slash in ("/api/v1/tickets/", "/sign-in/"):  # a redirect would name the scheme that a proxy speaks to us
        assert (await http.get(slash)).status_code == 404


async def test_the_first_page_names_each_scope_as_people_and_programs_do(http: httpx.AsyncClient) -> None:
    page = (await http.get("/api/docs")).text
    for scope in Scope:
        assert f"<code>{scope}</code>" in page
        assert text_of("scope-name", scope=scope.value.replace(":", "-")) in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("rate solution", "/api/docs/tickets#rate_ticket"),
        ("RATING", "/api/docs/tickets#shape-TicketMade"),
        ("no-such-ticket", "/api/docs#no-such-ticket"),
        ("updated_since", "/api/docs/tickets#list_tickets"),
    ],
)
async def test_what_is_searched_is_found(http: httpx.AsyncClient, asked: str, found: str) -> None:
    page = (await http.get("/api/docs", params={"q": asked})).text
    assert f'href="{found}"' in page


async def test_any_search_is_answered(http: httpx.AsyncClient) -> None:
    """Also a hostile one, one that finds nothing, and one that finds nearly all."""
    for asked in ("<script>alert(1)</script>", '"><b>', "\x00", "%", "щ" * 5000, "a"):
        answer = await http.get("/api/docs", params={"q": asked})
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "<b>" not in answer.text
        assert len(answer.content) < 30_000
    assert "All operations" in (await http.get("/api/docs", params={"q": "  "})).text
