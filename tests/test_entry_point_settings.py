"""The wrong and the missing value of each setting, for all doors: one line that names it, exit code 2."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import bot.__main__ as bot_door
import mail.__main__ as mail_door
import todoist_sync.__main__ as board_door
import web.__main__ as web_door
from bot.settings import BotSettings
from db.settings import Settings
from mail.settings import MailSettings
from tests.test_settings import REPOSITORY, WRONG
from todoist_sync.settings import BoardSettings
from web.settings import WebSettings

TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz_12345"
SECRET = "secret"
OF_SERVICES = {
    "BOT_TOKEN": [SECRET, "123:short-secret"],
    "TELEGRAM_API_URL": ["secret", "ftp://secret"],
    "TODOIST_API_TOKEN": ["two words of a secret", "ключ-secret"],
    "TODOIST_API_URL": ["secret", "ftp://secret"],
    "TODOIST_OAUTH_URL": ["secret", "ftp://secret"],
    "TODOIST_CLIENT_ID": ["secret"],  # without its other half
    "TODOIST_CLIENT_SECRET": ["secret"],
}
PORT = ["secret", "0", "65536", "-1", "80.5"]
BOT_ONLY = OF_SERVICES | {
    "BOT_TOKEN": [SECRET, "123:short-secret", f"{TOKEN} secret", f"bot{TOKEN}"],
    "TELEGRAM_API_URL": ["secret", "ftp://secret", "http://", "http://h:99999", "https://h/?secret"],
    "TODOIST_API_TOKEN": ["two words of a secret", "ключ-secret", "x" * 501],
    "BOT_HTTP_PORT": PORT,
}
BOARD_ONLY = OF_SERVICES | {
    "TODOIST_API_URL": ["secret", "ftp://secret", "http://", "https://h/#secret"],
    "TODOIST_PROJECT_ID": ["two words", "../secret", "a/b"],
    "TODOIST_PROJECT_NAME": ["secret" * 21],
    "SYNC_INTERVAL_SECONDS": ["secret", "0", "-1", "nan", "inf"],
    "HTTP_HOST": [],  # only listening tells
    "HTTP_PORT": PORT,
}
WEB_ONLY = OF_SERVICES | {
    "WEB_URL": ["secret", "ftp://secret", "http://secret.example", "http://10.0.0.1"],
    "WEB_HOST": [],  # only listening tells
    "WEB_PORT": PORT,
    "WEB_PROXIES": ["secret", "10.0.0.1/8", "10.0.0.0/99"],
    "CRM_URL": ["secret", "ftp://secret", "https://h/?secret"],
    "CRM_TOKEN": ["two words of a secret"],
    "CRM_USER": ["secret"],  # without its other half
    "CRM_PASSWORD": ["secret"],
    "CRM_MAPPING": [],  # only reading tells
    "CRM_SYSTEM": [],
    "DADATA_API_URL": ["secret", "ftp://secret"],
}
MAIL_ONLY = OF_SERVICES | {
    "MAIL_OAUTH": ["secret", "http://i:secret@h/?scope=a", "https://h/?refresh_token=secret", "https://i:secret@h/",
                   "https://i:secret@h/?secret=x", "https://i@h/?scope=secret", "https://i:secret@h:0/?scope=a"],
    "MAIL_URL": ["secret", "http://secret", "imaps://h", "imaps://secret@h", "imaps://u:secret@h:0",
                 "imaps://u:secret@h?x=1", "imaps://u:secret@h/#x",
                 'imaps://u:secret@h/"', "webhook://raw", "webhook://:secret@raw", "webhook://:a-longer-secret-key@else"],
    "MAIL_SMTP_URL": ["secret", "imaps://u:secret@h", "smtps://secret@h", "smtp://u:secret@h/x", "smtp://:secret@h"],
    "MAIL_PLUS": ["secret"],
    "MAIL_AUTH_SERVER": [],
    "MAIL_WHOLE_MB": ["secret", "-1", "31"],
    "MAIL_HTTP_HOST": [],  # only listening tells
    "MAIL_HTTP_PORT": PORT,
}  # fmt: skip
OF_MAIL = {"MAIL_URL": "imaps://u:p@h", "MAIL_SMTP_URL": "smtps://u:p@h", "MAIL_ADDRESS": "a@desk.example"}
OPTIONAL_HALF = {"TODOIST_CLIENT_ID": "TODOIST_CLIENT_SECRET", "TODOIST_CLIENT_SECRET": "TODOIST_CLIENT_ID",
                 "CRM_PASSWORD": "CRM_USER"}  # fmt: skip
DOORS: dict[str, tuple[Callable[..., int], type[Settings], dict[str, list[str]]]] = {
    "bot": (bot_door.main, BotSettings, BOT_ONLY),
    "todoist_sync": (board_door.main, BoardSettings, BOARD_ONLY),
    "web": (web_door.main, WebSettings, WEB_ONLY),
    "mail": (mail_door.main, MailSettings, MAIL_ONLY),
}
_OF_ALL = {name: values[:1] for name, values in WRONG.items()}
"""`tests/test_settings.py` has the other values."""
CASES = [
    (door, name, value)
    for door, (_, _, own) in DOORS.items()
    for name, all_ in (_OF_ALL | own).items()
    for value in all_
]


@pytest.fixture(autouse=True)
def empty_environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kinds = (BotSettings, BoardSettings, WebSettings, MailSettings)
    for name in [*(name for kind in kinds for name in kind.model_fields), "PULLDESK_SANDBOX"]:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    if "door" in request.fixturenames and request.getfixturevalue("door") == "web":
        monkeypatch.setenv("WEB_URL", "https://desk.example")
    if "door" in request.fixturenames and request.getfixturevalue("door") == "mail":
        for name, value in OF_MAIL.items():
            monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("door", DOORS)
def test_every_setting_of_a_door_is_tried(door: str) -> None:
    _, kind, own = DOORS[door]
    assert {name.lower() for name in WRONG | own} | {"sandbox_mark"} == set(kind.model_fields)
    assert all(field.description for field in kind.model_fields.values())


@pytest.mark.parametrize(("door", "name", "value"), CASES)
def test_a_wrong_value_stops_the_door_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], door: str, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert DOORS[door][0]() == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(f"{door}: {OPTIONAL_HALF.get(name, name)} ")
    assert " should hold " in err or " is missing: " in err
    assert SECRET not in err.replace(OPTIONAL_HALF.get(name, name), "")
    assert TOKEN not in err


@pytest.mark.parametrize("door", DOORS)
def test_who_mistypes_reads_how_it_is_started_and_nothing_starts(capsys: pytest.CaptureFixture[str], door: str) -> None:
    assert DOORS[door][0](["exprot"]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"usage: python -m {door}") and (told.out, told.err.count("\n")) == ("", 1)
    assert DOORS[door][0](["--help"]) == 0
    assert capsys.readouterr() == (told.err, "")


@pytest.mark.parametrize("given", [None, ""])
def test_the_bot_without_its_token_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str | None
) -> None:
    monkeypatch.delenv("BOT_TOKEN")
    if given is not None:
        monkeypatch.setenv("BOT_TOKEN", given)
    assert bot_door.main() == 2
    line = "bot: BOT_TOKEN is missing: it should hold the bot's token as BotFather gave it, such as 123456:ABC…\n"
    assert capsys.readouterr().err == line


REQUIRED = {("bot", "BOT_TOKEN"), ("web", "WEB_URL"), *(("mail", name) for name in OF_MAIL)}
WITH_DEFAULT = [(d, name) for d, (_, _, own) in DOORS.items() for name in own if (d, name) not in REQUIRED]


@pytest.mark.parametrize(("door", "name"), WITH_DEFAULT)
def test_a_missing_value_is_the_default(monkeypatch: pytest.MonkeyPatch, door: str, name: str) -> None:
    kind = DOORS[door][1]
    default = kind.model_fields[name.lower()].default
    monkeypatch.setenv(name, "")
    assert getattr(kind.load(), name.lower()) == default
    monkeypatch.delenv(name)
    assert getattr(kind.load(), name.lower()) == default


def test_the_board_is_read_every_five_seconds_or_with_a_webhook_every_sixty(monkeypatch: pytest.MonkeyPatch) -> None:
    assert BoardSettings.load().interval.total_seconds() == 5
    monkeypatch.setenv("TODOIST_CLIENT_ID", "id")
    monkeypatch.setenv("TODOIST_CLIENT_SECRET", "word")
    assert BoardSettings.load().interval.total_seconds() == 60
    monkeypatch.setenv("SYNC_INTERVAL_SECONDS", "0.5")
    assert BoardSettings.load().interval.total_seconds() == 0.5


def test_the_panel_knows_of_a_board_by_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_URL", "https://desk.example.com")
    monkeypatch.delenv("TODOIST_API_TOKEN", raising=False)
    assert not WebSettings.load().make_desk_settings().board.enabled
    monkeypatch.setenv("TODOIST_API_TOKEN", "t" * 40)
    assert WebSettings.load().make_desk_settings().board.enabled


@pytest.mark.parametrize("name", ["INTAKE_QUIET_SECONDS", "UNDO_SECONDS", "QUESTION_MINUTES", "REMIND_MINUTES",
                                  "AUTO_CLOSE_HOURS", "REOPEN_DAYS", "INVITE_HOURS"])  # fmt: skip
def test_lengths_may_be_fractions(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "0.25")
    assert getattr(BotSettings.load(), name.lower()) == 0.25


def test_nothing_but_load_reads_the_env_file() -> None:
    Path(".env").write_text("LOCALE=ru\nTODOIST_API_TOKEN=poison\n")
    assert BotSettings.load().locale == "ru"
    assert BotSettings(bot_token=TOKEN).locale is None  # type: ignore[arg-type]
    assert BoardSettings().todoist_api_token is None


async def _ended(folder: Path, door: str, **settings: str) -> tuple[int | None, str]:
    """Exit code and standard error of a door run as its operator runs it; standard output must stay empty."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", door),
        cwd=folder,
        env={**keep, "PYTHONPATH": str(REPOSITORY), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert out == b""
    return process.returncode, err.decode()


async def test_real_processes_end_with_one_line_and_code_two(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOCALE=de\n")
    ends = await asyncio.gather(_ended(tmp_path, "bot", BOT_TOKEN=TOKEN), _ended(tmp_path, "todoist_sync"))
    assert ends == [(2, f"{door}: LOCALE should hold en or ru\n") for door in ("bot", "todoist_sync")]
