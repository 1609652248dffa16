"""Downloads that somebody would lead astray: foreign starts, private addresses, tokens, endless bodies."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web

from ops.download import DownloadError, Origin, fetched, is_public
from tests.flows.servers import serving


@pytest_asyncio.fixture(loop_scope="session")
async def service() -> AsyncIterator[tuple[str, list[str | None]]]:
    """A service on loopback with files and odd redirects; and what tokens it was given."""
    seen: list[str | None] = []

    async def file(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(body=b"x" * 100_000)

    async def onwards(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        raise web.HTTPFound(request.query["to"])

    async def loop(_: web.Request) -> web.Response:
        seen.append(None)
        raise web.HTTPFound("/loop")

    async def gone(_: web.Request) -> web.Response:
        return web.Response(status=404)

    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=503)

    app = web.Application()
    app.router.add_get("/loop", loop)
    app.router.add_get("/file", file)
    app.router.add_get("/onwards", onwards)
    app.router.add_get("/gone", gone)
    app.router.add_get("/busy", busy)
    async with serving(app) as url:
        yield url, seen


async def _read(url: str, origin: Origin, limit: int = 1_000_000) -> int:
    async with fetched(url, origin, limit_bytes=limit) as pieces:
        return sum([len(piece) async for piece in pieces])


async def test_a_file_of_the_service_is_read_with_its_token(service: tuple[str, list[str | None]]) -> None:
    url, seen = service
    assert await _read(f"{url}/file", Origin(url, token="t")) == 100_000
    assert seen == ["Bearer t"]


async def test_the_token_goes_to_the_first_request_only(service: tuple[str, list[str | None]]) -> None:
    url, seen = service
    assert await _read(f"{url}/onwards?to=/file", Origin(url, token="t")) == 100_000
    assert seen == ["Bearer t", None]


@pytest.mark.parametrize("start", ["https://evil.example/file", "http://127.0.0.1:1/file", "file:///etc/passwd"])
async def test_a_foreign_start_is_refused(service: tuple[str, list[str | None]], start: str) -> None:
    with pytest.raises(DownloadError):
        await _read(start, Origin(service[0], frozenset({"files.todoist.com"})))


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest", "http://[::1]:1/", "http://10.0.0.1/", "ftp://x/y"])
async def test_a_redirect_to_a_private_address_is_refused(service: tuple[str, list[str | None]], to: str) -> None:
    with pytest.raises(DownloadError):
        await _read(f"{service[0]}/onwards?to={to}", Origin(service[0]))


async def test_a_name_that_leads_to_a_private_address_is_refused(service: tuple[str, list[str | None]]) -> None:
    port = service[0].rsplit(":", 1)[1]
    with pytest.raises(DownloadError):
        await _read(f"{service[0]}/onwards?to=http://localhost:{port}/file", Origin(service[0]))


async def test_more_than_five_redirects_are_refused(service: tuple[str, list[str | None]]) -> None:
    url, seen = service
    with pytest.raises(DownloadError, match="redirects"):
        await _read(f"{url}/loop", Origin(url))
    assert len(seen) == 6


async def test_bytes_are_counted_as_they_come(service: tuple[str, list[str | None]]) -> None:
    with pytest.raises(DownloadError) as caught:
        await _read(f"{service[0]}/file", Origin(service[0]), limit=99_999)
    assert caught.value.too_large


async def test_gone_is_final_and_busy_is_not(service: tuple[str, list[str | None]]) -> None:
    for path, again in (("gone", False), ("busy", True)):
        with pytest.raises(DownloadError) as caught:
            await _read(f"{service[0]}/{path}", Origin(service[0]))
        assert caught.value.again is again


async def test_plain_http_only_where_the_service_speaks_it() -> None:
    with pytest.raises(DownloadError):
        Origin("https://api.todoist.com").check_start("http://api.todoist.com/file")


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.1.1", "::1", "fe80::1", "::ffff:10.0.0.1", "100.64.0.1", "169.254.1.1"]
)
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)
