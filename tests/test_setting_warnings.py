"""What the operator is told at start of settings that others could read."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import BotSettings
from db.settings import Settings, is_foreign
from ops import run
from ops.readiness import Pages
from todoist_sync.settings import BoardSettings

TOKEN = SecretStr("123456:" + "x" * 35)
OTHER_TLS = "DATABASE_URL leads to another network without insisting on TLS: add ?sslmode=require or verify-full"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_an_env_file_that_everybody_can_read_is_named() -> None:
    Path(".env").write_text("LOCALE=ru\n")
    Path(".env").chmod(0o644)
    line = "every user of this machine can read .env, which holds secrets: chmod 600 .env"
    assert Settings.load().get_warnings() == [line]
    Path(".env").chmod(0o600)
    assert Settings.load().get_warnings() == []


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://u:p@db.example.org/desk", True),
        ("postgresql://u:p@db.example.org:5432/desk?sslmode=prefer", True),
        ("postgresql://u:p@93.184.215.14/desk", True),
        ("postgresql://u:p@localhost,db.example.org/desk", True),
        ("postgresql://u:p@/desk?host=db.example.org", True),
        ("postgresql://u:p@db.example.org/desk?sslmode=require", False),
        ("postgresql://u:p@db.example.org/desk?sslmode=verify-full", False),
        ("postgresql://u:p@postgres:5432/desk", False),
        ("postgresql://u:p@10.1.2.3/desk", False),
        ("postgresql://u:p@[::1]:5432/desk", False),
        ("postgresql://u:p@/desk?host=/run/postgresql", False),
    ],
)
def test_a_database_of_another_network_should_insist_on_tls(url: str, told: bool) -> None:
    assert Settings(database_url=SecretStr(url)).get_warnings() == [OTHER_TLS] * told


def test_a_token_should_not_travel_in_the_clear() -> None:
    bot = BotSettings(bot_token=TOKEN, telegram_api_url="http://api.example.org", todoist_api_url="http://10.0.0.8:80")
    board = BoardSettings(telegram_api_url="http://bot-api:8081", todoist_api_url="http://todoist.example.org")
    said = "is http:// on another network: the token travels unencrypted; use https://"
    assert bot.get_warnings() == [f"TELEGRAM_API_URL {said}"]
    assert board.get_warnings() == [f"TODOIST_API_URL {said}"]
    assert BotSettings(bot_token=TOKEN).get_warnings() == BoardSettings().get_warnings() == []


@pytest.mark.parametrize("host", ["", "localhost", "desk.localhost", "127.0.0.1", "::1", "nas.local", "db", "10.0.0.1"])
def test_what_is_near_is_not_foreign(host: str) -> None:
    assert not is_foreign(host)


def test_each_line_is_logged_once_at_start(capsys: pytest.CaptureFixture[str]) -> None:
    async def serve(_: Settings, __: asyncio.Event, ___: Pages) -> None:
        return

    secret = "postgresql://u:hidden@db.example.org/desk"
    part = run.ProcessPart("try", lambda: Settings(database_url=SecretStr(secret)), serve)
    assert run.run_process(part) == 0
    said = "".join(capsys.readouterr())
    assert said.count(OTHER_TLS) == 1
    assert "hidden" not in said
