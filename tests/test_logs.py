"""What a log must never show, whichever way it gets there."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from sqlalchemy import DateTime, Enum, bindparam, literal, select, text

from db.database import Database
from db.models import Job
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
    logs.configure_logs("INFO", request.param, [PASSWORD], stream)
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


PEOPLES = [
    f"{WORDS}",
    f'it\'s {WORDS}, "quoted"\nDETAIL: and {WORDS}\n\n{WORDS})',
    f"\0{WORDS}",
    f"\ud800{WORDS}",
]
CLIENT = ("integer", "bigint", "smallint", "boolean", "timestamptz", "date", "interval", "numeric", "uuid", "inet")
SERVER = [
    *(f"select cast(cast(:words as text) as {kind})" for kind in (*CLIENT, "jsonb", "integer[]", "tsquery")),
    "select to_tsquery('simple', :words)",
    "select 'a' ~ ('(' || :words)",
    "select 'a' like 'a' escape :words",
    "select to_date('x', :words), cast(:words as integer)",
    "select now() at time zone :words",
    "select set_config(:words, 'x', true)",
    "select convert_to(:words, :words)",
    "insert into kept values (:words), (:words)",
    "insert into kept (short) values (:words || :words)",
    "insert into kept (checked) values (:words)",
    "insert into kept (words, needed) values (:words || '2', null)",
    "do $$ begin raise exception 'no' using detail = 'x'; end $$",
]
KEPT = """create temporary table kept (words text unique, short varchar(3), checked text check (length(checked) < 2),
          needed integer not null default 1)"""


async def test_no_error_of_the_database_shows_what_people_wrote(database: Database) -> None:
    """Whatever the driver, the server or SQLAlchemy quotes of a value: as a traceback, as a value, as asyncio tells of
    it."""
    stream = io.StringIO()
    logs.configure_logs("INFO", "json", [], stream)
    asked = [(text(f"select cast(:words as {kind})"), put) for kind in CLIENT for put in (lambda x: x, str.encode)]
    asked += [(text("select cast(:words as integer[])"), lambda x: [x]), (text("select cast(:words as text)"), set)]
    asked += [(text(statement), lambda x: x) for statement in SERVER]
    asked += [(select(literal(1)).where(Job.box == bindparam("words", type_=Job.box.type)), lambda x: x)]
    asked += [(select(bindparam("words", type_=kind)), lambda x: x) for kind in (DateTime(), Enum("a", name="b"))]
    failed = 0
    async with database.unit_of_work() as session:
        await session.execute(text(KEPT))
        for words in PEOPLES:
            for statement, put in asked:
                try:
                    async with session.begin_nested():
                        await session.execute(statement, {"words": put(words)})
                except Exception as error:  # noqa: BLE001 - whatever it is
                    failed += 1
                    _tell(error)
    assert failed > len(PEOPLES) * 25
    _assert_unsaid(stream)
    assert "SQLSTATE 23505" in stream.getvalue()
    assert "kept_words_key" in stream.getvalue()


async def test_no_error_of_the_bare_driver_shows_what_people_wrote(stream: io.StringIO, database: Database) -> None:
    async with database.engine.connect() as held:
        driver = (await held.get_raw_connection()).driver_connection
        assert driver is not None
        for words in PEOPLES:
            for kind in CLIENT:
                for statement in (f"select $1::{kind}", f"select $1::text::{kind}"):
                    try:
                        await driver.fetch(statement, words)
                    except Exception as error:  # noqa: BLE001 - whatever it is
                        _tell(error)
    _assert_unsaid(stream)


@given(st.text(), st.sampled_from((ValueError, KeyError, RuntimeError, LookupError, OSError, UnicodeError)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, database=None)
def test_what_any_error_quotes_is_hidden(stream: io.StringIO, around: str, kind: type[Exception]) -> None:
    try:
        try:
            raise kind(f"cannot take {around + WORDS!r}: {WORDS}")
        except kind as error:
            raise ExceptionGroup("several", [error]) from None
    except ExceptionGroup as error:
        _tell(error)
    assert WORDS not in stream.getvalue()


@pytest.mark.parametrize(
    "among", [list, tuple, set, frozenset, lambda some: {"of": some}, lambda some: {"of": {"each": tuple(some)}}]
)
def test_errors_among_values_quote_nothing(stream: io.StringIO, among: Callable[[list[Exception]], Any]) -> None:
    structlog.get_logger("bot").error("failed", several=among([ValueError(f"cannot take {WORDS!r}")]))
    assert "ValueError" in stream.getvalue()
    assert WORDS not in stream.getvalue()


def _tell(error: Exception) -> None:
    structlog.get_logger("bot").error("failed", exc_info=error, error=error, several=[error])

    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: %r", _Failed(error), exc_info=error)


class _Failed:
    """A task that failed, as asyncio writes it."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __repr__(self) -> str:
        return f"<Task finished name='Task-1' coro=<fail()> exception={self._error!r}>"


def _assert_unsaid(stream: io.StringIO) -> None:
    said = stream.getvalue()
    assert "Traceback" in said
    at = said.find("Rita wrote")
    assert at < 0, said[max(0, at - 2000) : at + 200]


def test_a_secret_learned_later_is_hidden_too() -> None:
    stream = io.StringIO()
    redact = logs.configure_logs("INFO", "json", [], stream)
    redact.add("learned-later")
    structlog.get_logger("bot").info("learned-later")
    assert json.loads(stream.getvalue())["event"] == logs.HIDDEN


def test_a_secret_in_an_address_is_hidden_too() -> None:
    redact = logs.Redactor(["pass/word & more"])
    assert redact("postgresql://olga@host/db?password=pass%2Fword%20%26%20more") == (
        f"postgresql://olga@host/db?password={logs.HIDDEN}"
    )


@pytest.mark.parametrize("colon", [":", "%3A", "%3a"])
def test_a_token_that_nobody_named_is_hidden_by_its_shape(colon: str) -> None:
    redact = logs.Redactor()
    assert redact(f"GET /bot{TOKEN.replace(':', colon)}/getMe") == f"GET /bot{logs.HIDDEN}/getMe"


def test_a_record_that_cannot_be_written_does_not_print_what_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure_logs("INFO", "json", [])
    logging.getLogger("other").error("takes %d", WORDS)
    told = capsys.readouterr()
    assert WORDS not in told.err + told.out


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure_logs("INFO", "json", [])
    structlog.get_logger("bot").info("stored", rows=3)
    logging.getLogger("other").error("two\nlines")
    told = capsys.readouterr()
    first, second = (json.loads(line) for line in told.err.splitlines())
    assert told.out == ""
    assert (first["event"], first["level"], first["logger"], first["rows"]) == ("stored", "info", "bot", 3)
    assert second["event"] == "two\nlines"


def test_libraries_stay_quiet_even_at_debug() -> None:
    stream = io.StringIO()
    logs.configure_logs("DEBUG", "console", [], stream)
    for name in ("httpx", "aiogram.event", "asyncio", "fontTools.subset", "one.that.comes.next.year"):
        logging.getLogger(name).info("request of /bot%s/getMe", "x")
    assert stream.getvalue() == ""
    logging.getLogger("bot.updates.worker").debug("ours")
    assert "ours" in stream.getvalue()


def test_what_nobody_caught_is_a_line_of_the_log(stream: io.StringIO) -> None:
    try:
        fails_with(TOKEN)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "uncaught" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_a_secret_within_another_leaves_nothing_of_it_and_four_characters_are_one() -> None:
    redact = logs.Redactor(["open", "open-sesame", "key"])
    assert redact("open-sesame, open, key") == f"{logs.HIDDEN}, {logs.HIDDEN}, key"
    assert logs.Redactor(["ab\\c"])('{"x": "ab\\\\c"} b\\\\c') == f'{{"x": "{logs.HIDDEN}"}} b\\\\c'


def test_a_line_says_when_in_utc_who_and_what_in_its_own_letters() -> None:
    stream = io.StringIO()
    logs.configure_logs("INFO", "json", [], stream)
    logging.getLogger("other").warning("grün %s", "ё")
    structlog.get_logger("ours").warning("said", error=ValueError("no"))
    written = stream.getvalue()
    assert "grün ё" in written
    first, second = (json.loads(line) for line in written.splitlines())
    for line, logger in ((first, "other"), (second, "ours")):
        assert (line["level"], line["logger"]) == ("warning", logger)
        at = datetime.fromisoformat(line["timestamp"])
        assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
        assert line["timestamp"].endswith("Z")
    assert second["error"].startswith("ValueError")
