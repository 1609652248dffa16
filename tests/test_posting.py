"""What is posted to an address that somebody else chose goes to the open internet and nowhere else."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from ipaddress import ip_network
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from desk.webhooks.hosts import get_host, is_good
from ops.addresses import PublicOnly
from ops.webhook_http import Poster, PostError
from tests.flows.servers import serving

PRIVATE = (
    "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0", "[::]",
)  # fmt: skip
INSIDE = (
    "10.0.0.7", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "::1", "fc00::1", "fe80::1",
    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1", "0.0.0.1",
)  # fmt: skip


@pytest_asyncio.fixture
async def port() -> AsyncIterator[tuple[int, list[str]]]:
    """A server on this machine: its port, and which paths somebody asked it for."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path + request.headers.get("cookie", ""))
        onwards = f"http://127.0.0.1:{request.url.port}/inside"
        return web.Response(status=302, headers={"location": onwards, "set-cookie": "who=them; path=/"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as url:
        yield int(url.rpartition(":")[2]), asked


@pytest.mark.parametrize("host", PRIVATE)
async def test_this_machine_is_reached_in_no_writing(port: tuple[int, list[str]], host: str) -> None:
    number, asked = port
    async with Poster([], [], seconds=3) as poster:
        with pytest.raises(PostError) as refused:
            await poster.post(f"http://{host}:{number}/in", b"{}", {})
    assert asked == []
    assert host not in str(refused.value)


@pytest.mark.parametrize("at", INSIDE)
def test_no_socket_is_made_for_what_is_not_public(at: str) -> None:
    family = socket.AF_INET6 if ":" in at else socket.AF_INET
    with pytest.raises(OSError, match="no public address"):
        PublicOnly().open_socket((family, socket.SOCK_STREAM, 6, "", (at, 443)))
    with pytest.raises(OSError, match="no public address"):
        PublicOnly(networks=[ip_network("10.9.0.0/16")]).open_socket((family, socket.SOCK_STREAM, 6, "", (at, 443)))


async def test_what_the_operator_names_is_reached_and_no_redirect_followed(port: tuple[int, list[str]]) -> None:
    number, asked = port
    async with Poster(["127.0.0.1"], []) as poster:
        assert await poster.post(f"http://127.0.0.1:{number}/in", b"{}", {}) == 302
    async with Poster([], [ip_network("127.0.0.0/8")]) as poster:
        assert await poster.post(f"http://127.0.0.1:{number}/in", b"{}", {}) == 302
    async with Poster(["localhost"], []) as poster:
        for _ in "ab":  # no cookie is kept
            assert await poster.post(f"http://localhost:{number}/in", b"{}", {}) == 302
    assert asked == ["/in"] * 4


async def test_names_that_nobody_answers_for_hold_up_no_others(
    port: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server of somebody's that says nothing: as many look-ups as there are threads for everything else."""
    number, asked = port
    look_up, is_over = socket.getaddrinfo, threading.Event()

    def slow(host: str, *more: Any, **named: Any) -> Any:
        if host == "slow.example":
            is_over.wait(60)
        return look_up(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    async with Poster(["localhost"], [], seconds=30) as poster:
        waiting = [asyncio.ensure_future(poster.post("https://slow.example/in", b"{}", {})) for _ in range(40)]
        try:
            assert await asyncio.wait_for(poster.post(f"http://localhost:{number}/in", b"{}", {}), 10) == 302
        finally:
            is_over.set()
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
    assert asked == ["/in"]


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://hooks.example.com/in?x=1", True),
        ("https://203.0.114.7:8443/in", True),
        ("http://hooks.example.com/in", False),
        ("http://own.example/in", True),
        ("http://10.1.2.3/in", True),
        ("https://10.2.0.1/in", False),
        ("https://localhost/in", False),
        ("https://[::1]/in", False),
        ("https://user:word@hooks.example.com/", False),
        ("https://hooks.example.com/#part", False),
        ("ftp://hooks.example.com/", False),
        ("https://", False),
        ("https:///in", False),
        ("https://hooks.example.com:99999/", False),
        ("https://hooks.example.com/ in", False),
        ("https://hooks.example.com/\nin", False),
        ("https://hooks.example.com/" + "x" * 500, False),
        ("javascript:alert(1)", False),
        ("привет", False),
    ],
)
def test_which_addresses_can_be_subscribed_with(url: str, good: bool) -> None:
    assert is_good(url, ("own.example", "10.1.0.0/16")) is good


def test_of_an_address_only_the_host_is_shown() -> None:
    assert get_host("https://hooks.example.com/t0ken?k=secret") == "hooks.example.com"
    assert get_host("nothing of the kind") == ""
