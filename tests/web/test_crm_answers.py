"""Whatever a CRM answers, it is an answer: too deep, with letters that nobody can store, or no JSON at all."""

import json
from typing import Any

import pytest
from aiohttp import web

from ops.json_http import JsonClient
from tests.flows.servers import serving
from web.crm.mapping import find_ref, load_mappings

_OF_ORGANIZATION = next(iter(load_mappings(None).values()))


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"id":' * 100_000, b"\xff", b"", b"9" * 10_000, b'{"id": ' + b"9" * 5000 + b"}"]
)
async def test_an_answer_that_cannot_be_read_has_no_json(body: bytes) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_put("/x", answer)
    async with serving(app) as url, JsonClient(url, {}, seconds=5) as client:
        read = await client.send("PUT", "/x", {})
        assert (read.status, read.body) == (200, None)


@pytest.mark.parametrize(
    ("ref", "stored"),
    [("T-1", "T-1"), (7, "7"), ("Ёж 12", "Ёж 12"), ("a\0b", None), ("\ud800", None), ("a\nb", None), ("", None),
     (True, None), (None, None), ({"id": 1}, None), ("x" * 500, "x" * 100)],
)  # fmt: skip
def test_an_id_that_cannot_be_stored_is_none(ref: Any, stored: str | None) -> None:
    mapping = _OF_ORGANIZATION
    assert mapping is not None
    assert find_ref(json.loads(json.dumps({"id": ref})), mapping) == stored
