"""Where the panel starts without `WEB_URL`, where it does not, and who may read it there."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from db.settings import SANDBOX
from desk.settings.defaults.panel import WebRules
from ops.__main__ import list_parts
from web.app import make_app
from web.context import WebContext
from web.own_panel import OwnPanel, find_free_panel, find_own_panel
from web.settings import WebSettings

_HERE = "http://127.0.0.1:8090"
_LITTLE = "the panel does not start in 400 MB of memory: WEB_URL switches it on, WEB_URL=off ends this line"
_WRONG = "the panel does not start: WEB_PORT should hold a free port, 1 to 65535"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*(name.upper() for name in WebSettings.model_fields), SANDBOX]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("said", "memory", "found"),
    [
        pytest.param({}, 1_000_000_000, OwnPanel(_HERE), id="nothing"),
        pytest.param({"WEB_URL": ""}, 700_000_000, OwnPanel(_HERE), id="empty"),
        pytest.param({"WEB_PORT": "9"}, 1_000_000_000, OwnPanel("http://127.0.0.1:9"), id="port"),
        pytest.param({"WEB_HOST": "::1"}, 1_000_000_000, OwnPanel("http://[::1]:8090"), id="host"),
        pytest.param({"WEB_HOST": "192.0.2.1"}, 1_000_000_000, OwnPanel(), id="container"),
        pytest.param({"WEB_URL": "off"}, 1_000_000_000, OwnPanel(), id="off"),
        pytest.param({"WEB_URL": "https://desk.example"}, 1_000_000_000, OwnPanel(), id="operator"),
        pytest.param({SANDBOX: "mark"}, 1_000_000_000, OwnPanel(), id="sandbox"),
        pytest.param({}, 400_000_000, OwnPanel(why_not=_LITTLE), id="little-memory"),
        pytest.param({"WEB_PORT": "many"}, 1_000_000_000, OwnPanel(why_not=_WRONG), id="wrong-port"),
    ],
)
def test_where_it_starts(
    said: dict[str, str], memory: int, found: OwnPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    for name, text in {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": str(memory)}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert find_own_panel(root=tmp_path) == found


@pytest.mark.parametrize("line", ["WEB_PORT={port}", "WEB_URL=off\nWEB_PORT={port}"])
def test_every_part_reads_its_address_until_its_port_is_taken(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.env` counts like the environment. Nothing of the panel runs or is named where another program listens."""
    monkeypatch.setenv("WEB_URL", "")  # put back after the test
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        Path(".env").write_text(line.format(port=port))
        is_off = "off" in line
        parts, notes = list_parts()
        assert [one.name for one in parts] == ["bot", "todoist_sync"]
        assert [f"WEB_PORT should hold a free port: 127.0.0.1:{port}" in one for one in notes] == [True] * (not is_off)
        assert os.environ["WEB_URL"] == ""
    parts, notes = list_parts()
    assert [(one.name, one.is_optional) for one in parts][2:] == ([] if is_off else [("web", True)])
    assert (notes, os.environ["WEB_URL"]) == ([], "" if is_off else f"http://127.0.0.1:{port}")


def test_a_panel_of_the_operator_is_a_part_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_URL", "https://desk.example")
    Path(".env").write_text("WEB_URL=off")  # the environment stands above it
    parts, notes = list_parts()
    assert ([(one.name, one.is_optional) for one in parts][2:], notes) == ([("web", False)], [])
    assert find_free_panel() == OwnPanel()


@pytest.mark.parametrize(
    ("url", "host", "said", "status"),
    [
        (_HERE, "127.0.0.1", "127.0.0.1:8090", 200),
        (_HERE, "127.0.0.1", "localhost:9000", 200),  # a tunnel from another port
        ("http://[::1]:8090", "::1", "[::1]:8090", 200),
        (_HERE, "127.0.0.1", "rebound.example:8090", 400),
        (_HERE, "127.0.0.1", "127.0.0.1.rebound.example", 400),
        (_HERE, "127.0.0.1", "", 400),
        (_HERE, "192.0.2.1", "desk:8090", 200),  # the operator listens further
        ("https://desk.example", "127.0.0.1", "desk.example", 200),
    ],
)
async def test_a_page_of_another_name_reads_nothing_of_a_panel_of_this_machine(
    url: str, host: str, said: str, status: int
) -> None:
    settings = WebSettings(_env_file=None, web_url=url, web_host=host)
    made = make_app(WebContext(cast("Any", None), settings, lambda: datetime.now(UTC)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url=_HERE) as client:
        assert (await client.get("/healthz", headers={"host": said})).status_code == status


@pytest.mark.parametrize(
    ("url", "public"),
    [(None, None), (_HERE, None), ("http://[::1]:8090", None), ("https://desk.example/d", "https://desk.example/d")],
)
def test_a_mail_leads_to_no_address_of_the_reader_s_own_machine(url: str | None, public: str | None) -> None:
    assert WebRules(url=url).public_url == public
