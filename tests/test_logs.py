"""What a log must never show, whichever way it gets there."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from pydantic import BaseModel

from ops import logs

TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz_12345"
PASSWORD = 'pa"ss wörd'
WORDS = "what Rita wrote"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root, hook = logging.getLogger(), sys.excepthook
    before, configured = (root.handlers[:], root.level), structlog.get_config()
    yield
    root.handlers[:], root.level = before
    sys.excepthook = hook
    structlog.configure(**configured)


@pytest.fixture(params=["console", "json"])
def stream(request: pytest.FixtureRequest) -> io.StringIO:
    stream = io.StringIO()
    logs.configure("INFO", request.param, [PASSWORD], stream)
    return stream


def fails_with(text: str) -> None:
    words_in_a_local = WORDS
    if words_in_a_local:
        raise RuntimeError(text)


def test_secrets_are_hidden_everywhere(stream: io.StringIO) -> None:
    log = structlog.get_logger("bot")
    log.info(f"{TOKEN} in words", key=TOKEN, nested={"deep": [PASSWORD]})
    logging.getLogger("other").warning("GET /bot%s/getMe", TOKEN, extra={"more": PASSWORD})
    try:
        fails_with(f"at https://api.example/file/bot{TOKEN}/x, postgresql://olga:{'p' * 9}@host/db, {PASSWORD}")
    except RuntimeError:
        log.exception("failed")
    said = stream.getvalue()
    assert "Traceback" in said
    for secret in (TOKEN, TOKEN.split(":")[1], PASSWORD, "wörd", "p" * 9):
        assert secret not in said
    assert said.count(logs.HIDDEN) >= 7


def test_tracebacks_hold_neither_locals_nor_rows_nor_input(stream: io.StringIO) -> None:
    class Update(BaseModel):
        update_id: int

    for raising in (
        lambda: fails_with(f"duplicate key\nDETAIL:  Key (text)=({WORDS}) already exists."),
        lambda: Update.model_validate({"update_id": WORDS}),
    ):
        try:
            raising()
        except (RuntimeError, ValueError) as error:
            structlog.get_logger().error("failed", exc_info=True, error=error)
    assert WORDS not in stream.getvalue()


def test_a_secret_learned_later_is_hidden_too() -> None:
    stream = io.StringIO()
    redact = logs.configure("INFO", "json", [], stream)
    redact.add("learned-later")
    structlog.get_logger().info("learned-later")
    assert json.loads(stream.getvalue())["event"] == logs.HIDDEN


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "json", [])
    structlog.get_logger("bot").info("stored", rows=3)
    logging.getLogger("other").error("two\nlines")
    told = capsys.readouterr()
    first, second = (json.loads(line) for line in told.err.splitlines())
    assert told.out == ""
    assert (first["event"], first["level"], first["logger"], first["rows"]) == ("stored", "info", "bot", 3)
    assert second["event"] == "two\nlines"


def test_http_clients_stay_quiet_even_at_debug() -> None:
    stream = io.StringIO()
    logs.configure("DEBUG", "console", [], stream)
    for name in ("httpx", "httpcore", "aiogram.event", "aiohttp.access", "asyncio"):
        logging.getLogger(name).info("request of /bot%s/getMe", "x")
    assert stream.getvalue() == ""


def test_what_nobody_caught_is_a_line_of_the_log(stream: io.StringIO) -> None:
    try:
        fails_with(TOKEN)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "uncaught" in stream.getvalue()
    assert TOKEN not in stream.getvalue()
