"""Who is shown how this process is: whoever asks it itself."""

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.core import GaugeMetricFamily

from ops.readiness import Pages
from web import app as web_app

SITE = "https://desk.example.org"


async def _ready() -> str | None:
    return None


async def _figures() -> list[GaugeMetricFamily]:
    return []


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
@pytest.mark.parametrize(
    ("web_url", "peer", "host", "headers", "status"),
    [
        (SITE, "127.0.0.1", "127.0.0.1:8090", {}, 200),
        (SITE, "172.18.0.1", "127.0.0.1:8090", {}, 200),  # from the host, through a published port
        (SITE, "127.0.0.1", "desk.example.org", {}, 404),  # a proxy or tunnel that adds nothing
        (SITE, "127.0.0.1", "DESK.example.org:443", {}, 404),
        (SITE, "127.0.0.1", "127.0.0.1:8090", {"x-forwarded-for": "8.8.8.8"}, 404),
        (SITE, "8.8.8.8", "127.0.0.1:8090", {}, 404),
        ("http://127.0.0.1:8090", "127.0.0.1", "127.0.0.1:8090", {}, 200),
    ],
)
async def test_who_comes_from_outside_is_shown_nothing(
    web_url: str, peer: str, host: str, headers: dict[str, str], status: int, path: str
) -> None:
    app = FastAPI()
    pages = Pages()
    pages.show("web", {"database": _ready}, {"queue": _figures})
    app.include_router(web_app.make_router(pages, web_url))
    through = httpx.ASGITransport(app, client=(peer, 1))
    async with httpx.AsyncClient(transport=through, base_url="http://127.0.0.1:8090") as client:
        answer = await client.get(path, headers={"host": host, **headers})
        assert answer.status_code == status
        assert (await client.get("/healthz", headers={"host": host, **headers})).status_code == 200
