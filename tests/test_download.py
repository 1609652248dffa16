"""Downloads that somebody would lead astray: foreign starts, private addresses, tokens, endless bodies."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from bot.delivery.attachments import BoardFiles
from ops.addresses import PublicOnly, is_public
from ops.download import PATIENCE, AllowedSource, DownloadError, Patience, fetch_file
from ops.telegram_files import TelegramFiles
from tests.flows.servers import serving


@pytest_asyncio.fixture
async def service() -> AsyncIterator[tuple[str, list[str | None]]]:
    """A service on loopback with files and odd redirects; and what tokens it was given."""
    seen: list[str | None] = []

    async def file(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(body=b"x" * 100_000)

    async def onwards(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(status=302, headers={"Location": request.query["to"]})

    async def loop(_: web.Request) -> web.Response:
        seen.append(None)
        raise web.HTTPFound("/loop")

    async def gone(_: web.Request) -> web.Response:
        return web.Response(status=404)

    async def busy(request: web.Request) -> web.Response:
        return web.Response(status=int(request.query["status"]))

    async def still(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    async def dripping(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.01)

    app = web.Application()
    app.router.add_get("/still", still)
    app.router.add_get("/dripping", dripping)
    app.router.add_get("/files/a file", file)
    app.router.add_get("/api/v1/user", file)
    app.router.add_get("/loop", loop)
    app.router.add_get("/file", file)
    app.router.add_get("/onwards", onwards)
    app.router.add_get("/gone", gone)
    app.router.add_get("/busy", busy)
    async with serving(app) as url:
        yield url, seen


async def _read(url: str, origin: AllowedSource, limit: int = 1_000_000, patience: Patience = PATIENCE) -> int:
    async with fetch_file(url, origin, limit_bytes=limit, patience=patience) as pieces:
        return sum([len(piece) async for piece in pieces])


async def test_a_file_of_the_service_is_read_with_its_token(service: tuple[str, list[str | None]]) -> None:
    url, seen = service
    assert await _read(f"{url}/files/a file", AllowedSource(url, token="t")) == 100_000
    assert seen == ["Bearer t"]


async def test_the_token_goes_to_the_first_request_only(service: tuple[str, list[str | None]]) -> None:
    url, seen = service
    assert await _read(f"{url}/onwards?to=/file", AllowedSource(url, token="t", files="onwards")) == 100_000
    assert seen == ["Bearer t", None]


API = frozenset({"api"})


async def test_the_token_goes_to_places_of_files_only(service: tuple[str, list[str | None]]) -> None:
    url, seen = service
    assert await _read(f"{url}/file", AllowedSource(url, token="t", closed=API)) == 100_000
    assert seen == [None]


@pytest.mark.parametrize(
    "path",
    [
        "api/v1/user",
        "/api/v1/user",
        "API/v1/user",
        "%61pi/v1/user",
        "files/../api/v1/user",
        "files/%2e%2e/api/v1/user",
        "files/%252e%252e/api/v1/user",
        "files/%25252e%25252e/api/v1/user",
        "files/..%2fapi/v1/user",
        "files\\..\\api/v1/user",
        "./api/v1/user",
        ".;/../api",
    ],
)
@pytest.mark.parametrize("below", ["", "/todoist"])
async def test_what_lies_below_the_api_is_no_file(service: tuple[str, list[str | None]], path: str, below: str) -> None:
    home = service[0] + below
    with pytest.raises(DownloadError, match="the file's address is none"):  # said without asking for it
        await _read(f"{home}/{path}", AllowedSource(home, token="t", closed=API))
    assert service[1] == []


def test_the_real_api_is_no_place_of_files() -> None:
    files = BoardFiles.of("https://api.todoist.com", "t", Path()).origin
    assert files is not None
    with pytest.raises(DownloadError):
        files.resolve_start("https://api.todoist.com/api/v1/user")
    assert files.resolve_start("https://api.todoist.com/sync/v9/sync")[1] == {}
    assert files.resolve_start("https://files.todoist.com/x/a.pdf")[1] == {"Authorization": "Bearer t"}


@pytest.mark.parametrize(
    "start",
    [
        "https://evil.example/file",
        "http://127.0.0.1:1/file",
        "file:///etc/passwd",
        "https://files.todoist.com:8443/x",
        "http://files.todoist.com/x",
        "https://a:b@files.todoist.com/x",
        "https://a@files.todoist.com/x",
        "https://@evil.example/x",
        "https://files.todoist.com@evil.example/x",
        "//files.todoist.com/x",
        "https://",
        "",
    ],
)
async def test_a_foreign_start_is_refused(service: tuple[str, list[str | None]], start: str) -> None:
    with pytest.raises(DownloadError) as caught:
        await _read(start, AllowedSource(service[0], frozenset({"files.todoist.com"})))
    assert not caught.value.again  # it was not even tried


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest",
        "http://[::1]:1/",
        "http://10.0.0.1/",
        "ftp://x/y",
        "http://１２７.0.0.2:1/",
        "http://127。0。0。2:1/",
        "http://[64:ff9b::7f00:2]:1/",
        "http://[2002:7f00:2::]:1/",
        "http://[::127.0.0.2]:1/",
        "http://127.2:1/",
        "http://2130706434:1/",
        "http://0177.0.0.2:1/",
        "http://a:b@example.com/",
        "http://[::1",
        "http://:99999/",
    ],
)
async def test_a_redirect_to_a_private_address_is_refused(service: tuple[str, list[str | None]], to: str) -> None:
    with pytest.raises(DownloadError) as caught:
        await _read(f"{service[0]}/onwards?to={to}", AllowedSource(service[0]))
    assert not caught.value.again  # it was not even tried


async def test_a_name_that_leads_to_a_private_address_is_refused(service: tuple[str, list[str | None]]) -> None:
    port = service[0].rsplit(":", 1)[1]
    with pytest.raises(DownloadError):
        await _read(f"{service[0]}/onwards?to=http://localhost:{port}/file", AllowedSource(service[0]))


@pytest.mark.parametrize("at", ["127.0.0.2", "10.0.0.1", "169.254.169.254"])
async def test_what_is_connected_to_is_judged_once_more(at: str) -> None:
    """Whatever the reading of an address missed: no socket is made for a private one but those of the service."""
    place = (socket.AF_INET, socket.SOCK_STREAM, 0, "", (at, 443))
    with pytest.raises(OSError, match="public"):
        PublicOnly("127.0.0.1").open_socket(place)
    PublicOnly(at).open_socket(place).close()


@pytest.mark.parametrize("path", ["still", "dripping"])
async def test_a_download_that_stands_still_or_takes_too_long_ends(
    service: tuple[str, list[str | None]], path: str
) -> None:
    patience = Patience(still=0.05) if path == "still" else Patience(whole=0.05)
    with pytest.raises(DownloadError, match="TimeoutError") as caught:
        await _read(f"{service[0]}/{path}", AllowedSource(service[0]), patience=patience)
    assert caught.value.again


def test_a_minute_without_progress_or_five_in_all_are_the_end() -> None:
    assert Patience(still=60, whole=300) == PATIENCE


async def test_more_than_five_redirects_are_refused(service: tuple[str, list[str | None]]) -> None:
    url, seen = service
    with pytest.raises(DownloadError, match="redirects"):
        await _read(f"{url}/loop", AllowedSource(url))
    assert len(seen) == 6


async def test_bytes_are_counted_as_they_come(service: tuple[str, list[str | None]]) -> None:
    with pytest.raises(DownloadError) as caught:
        await _read(f"{service[0]}/file", AllowedSource(service[0]), limit=99_999)
    assert caught.value.too_large
    assert await _read(f"{service[0]}/file", AllowedSource(service[0]), limit=100_000) == 100_000


async def test_gone_is_final_and_busy_is_not(service: tuple[str, list[str | None]]) -> None:
    for path, again in (("gone", False), *((f"busy?status={status}", True) for status in (429, 500, 502, 503))):
        with pytest.raises(DownloadError) as caught:
            await _read(f"{service[0]}/{path}", AllowedSource(service[0]))
        assert caught.value.again is again


async def test_plain_http_only_where_the_service_speaks_it() -> None:
    with pytest.raises(DownloadError):
        AllowedSource("https://api.todoist.com").resolve_start("http://api.todoist.com/file")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.1.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1", "100.64.0.1", "169.254.1.1", "224.0.0.1"),
        *("64:ff9b::127.0.0.1", "64:ff9b:1::8.8.8.8", "2002:7f00:1::", "2002:a00:1::1", "::127.0.0.1", "::8.8.8.8"),
        *("::ffff:0:127.0.0.1", "2001:0:7f00:1::", "2001:db8::1", "fc00::1", "fec0::1", "ff02::1", "5f00::1", "::"),
    ],
)
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("status", "why", "again", "too_large"),
    [
        (400, "Bad Request: wrong file_id", False, False),
        (400, "Bad Request: file is too big", False, True),
        (401, "Unauthorized", True, False),
        (409, "Conflict", True, False),
        (429, "Too Many Requests", True, False),
        (500, "Internal Server Error", True, False),
    ],
)
async def test_whether_a_file_of_telegrams_is_asked_for_again(
    status: int, why: str, again: bool, too_large: bool
) -> None:
    async def refused(_: web.Request) -> web.Response:
        return web.json_response({"ok": False, "description": why}, status=status)

    app = web.Application()
    app.router.add_post("/bot7:t/getFile", refused)
    async with serving(app) as url:
        with pytest.raises(DownloadError) as error:
            await TelegramFiles("7:t", url).download_file("x", io.BytesIO(), limit_bytes=1)
    assert (error.value.again, error.value.too_large) == (again, too_large)


async def test_a_file_of_telegrams_is_fetched_whatever_it_is_called() -> None:
    async def path(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": {"file_path": "documents/a ?b#c%20.pdf"}})

    async def file(request: web.Request) -> web.Response:
        return web.Response(text=request.match_info["name"])

    app = web.Application()
    app.router.add_post("/bot7:t/getFile", path)
    app.router.add_get("/file/bot7:t/documents/{name}", file)
    into = io.BytesIO()
    async with serving(app) as url:
        await TelegramFiles("7:t", url).download_file("x", into, limit_bytes=100)
    assert into.getvalue() == b"a ?b#c%20.pdf"


async def test_a_bots_token_is_in_no_error() -> None:
    for nowhere in ("http://127.0.0.1:1", "http://127.0.0.1:99999", "ftp://127.0.0.1"):
        with pytest.raises(DownloadError) as refused:
            await TelegramFiles("7:secret", nowhere).download_file("x", io.BytesIO(), limit_bytes=1)
        assert "secret" not in str(refused.value)
