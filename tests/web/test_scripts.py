"""How much script a page brings: read on phones, in bad networks."""

from __future__ import annotations

import gzip
from typing import Any, cast

import httpx

from web import app
from web.context import WebContext
from web.rendering import STATIC
from web.settings import WebSettings

MOST = 60_000


def test_all_scripts_together_are_small() -> None:
    sizes = {each.name: len(gzip.compress(each.read_bytes())) for each in STATIC.rglob("*.js")}
    assert len(sizes) >= 3
    assert sum(sizes.values()) < MOST, sizes


async def test_they_are_sent_as_small_as_that() -> None:
    settings = WebSettings(_env_file=None, web_url="http://127.0.0.1:8090")
    made = app.make_app(WebContext(cast("Any", None), settings, cast("Any", None)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url="http://127.0.0.1:8090") as client:
        script = await client.get("/static/htmx.min.js")
        assert script.headers["content-encoding"] == "gzip"
        assert script.content == (STATIC / "htmx.min.js").read_bytes()
