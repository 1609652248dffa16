"""The examples of curl in the reference of the API: there is one for each operation, and the server answers as
its page says."""

import html
import re
import shlex
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import update

from db.database import Database
from db.models import Integration
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.api.test_reference import load_pages
from tests.flows.stage import staged
from tests.flows.webhooks.catcher import RULES, SETTINGS
from tests.sql import execute

pytestmark = pytest.mark.sentence("Systems and the API")

_SECTION = re.compile(r'<section id="(\w+)".*?<pre><code>(curl .*?)</code></pre>(.*?)</section>', re.DOTALL)
_STATUS = re.compile(r"<dt><code>(\d{3})</code>")
_UNDERSTOOD = {200, 201, 202, 204, 404, 409}


async def test_each_operation_has_an_example_that_is_understood(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga,), web__url=URL, **RULES) as stage,
        api_of(stage, **SETTINGS) as http,
    ):
        vera = stage.vera
        shop = Client(http, await token_of(vera))
        await execute(stage, update(Integration).values(scopes=[one.value for one in Scope], per_minute=1000))
        for switched in ("organizations", "ideas", "write_first"):
            await vera.writes(f"/settings {switched} on")
        schema = (await http.get("/api/openapi.json")).json()
        pages = await load_pages(http)
        found = [one for page in pages.values() for one in _SECTION.findall(page)]
        shown = {name: html.unescape(said) for name, said, _ in found}
        documented = {name: set(_STATUS.findall(rest)) for name, _, rest in found}
        declared = {one["operationId"] for methods in schema["paths"].values() for one in methods.values()}
        assert shown.keys() == declared
        assert [name for name in declared if f'#{name}"' not in pages["/api/docs"]] == []
        for name, said in sorted(shown.items(), key=lambda one: (one[0].startswith("delete"), one[0])):
            answer = await _send(http, said.replace("$TOKEN", shop.token).replace("/tickets/42", "/tickets/1"))
            assert answer.status_code in _UNDERSTOOD, (said, answer.text)
            assert str(answer.status_code) in documented[name], (said, answer.status_code, documented[name])
            assert answer.status_code < 300 or name not in _DONE, (said, answer.text)


_DONE = {
    "create_ticket", "list_tickets", "get_me", "put_person", "put_organization", "create_rule", "preview_rule",
    "create_idea", "put_account", "list_events",
}  # fmt: skip
"""Operations whose examples need nothing that is not there."""


async def _send(http: httpx.AsyncClient, said: str) -> httpx.Response:
    """Do what curl does with these arguments."""
    words = iter(shlex.split(said.replace("\\\n", " "))[1:])
    given: dict[str, Any] = {"headers": {}, "data": {}, "files": []}
    method = address = ""
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            given["headers"][name] = value
        elif word == "-d":
            given["content"] = next(words).encode()
        elif word == "-F":
            name, _, value = next(words).partition("=")
            if value.startswith("@"):
                given["files"].append((name, (value[1:], b"\x89PNG\r\n\x1a\n" + bytes(32), "image/png")))
            else:
                given["data"][name] = value
        elif word == "-o":
            next(words)
        else:
            address = word
    there = urlsplit(address)
    path = there.path + (f"?{there.query}" if there.query else "")
    method = method or ("POST" if "content" in given or given["files"] else "GET")
    return await http.request(method, path, **{name: value for name, value in given.items() if value})
