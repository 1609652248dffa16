"""People's words encrypted at rest: what the columns hold, what comes out, and that nobody opens what is not theirs."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import func, select, text

from db import encryption
from db.database import Database, create_engine
from db.encryption import (
    PeoplesWords,
    guard_text,
    measure_length,
    open_json,
    open_row,
    open_text,
    seal_json,
    seal_text,
)
from db.models import Entry, EntryKind, Origin, Ticket, any_of
from db.queue import decode_payload, encode_payload

KEY, OTHER = (SecretStr(Fernet.generate_key().decode()) for _ in range(2))


@pytest_asyncio.fixture
async def sealed(database_url: str) -> AsyncIterator[Database]:
    """Return a database whose words are encrypted."""
    encryption.use_keys([KEY], words=True)
    made = Database(create_engine(database_url, pool_size=2))
    yield made
    await made.aclose()
    encryption.use_keys(())


@pytest.fixture
def _key() -> Any:
    encryption.use_keys([KEY], words=True)
    yield
    encryption.use_keys(())


@pytest.mark.parametrize("said", ["", "a", "Принтер горит 🔥", "<b>&\"'", "x" * 10_000, "<sealed t 3 abc=>"])
def test_a_text_comes_back_as_it_was(_key: None, said: str) -> None:
    token = seal_text(said)
    assert (token == said) is (said == "")
    assert open_text(token) == said
    assert open_text(f"{token} and {token}") == f"{said} and {said}"
    assert seal_text(said, steady=True) == seal_text(said, steady=True)
    assert said == "" or seal_text(said) != seal_text(said)


def test_a_json_value_comes_back_as_it_was(_key: None) -> None:
    value = {"entries": [7], "text": "Принтер", "more": {"n": 1}}
    stored = seal_json(value, frozenset({"entries"}))
    assert (stored["entries"], set(stored)) == ([7], {"entries", "sealed"})
    assert open_json(stored) == value
    assert open_json(seal_json([{"text": "a"}])) == [{"text": "a"}]
    assert seal_json([]) == []
    row = {"id": 1, "body": seal_text('a "b"'), "entities": seal_json([{"type": "bold"}]), "parts": None}
    assert open_row(row) == {"id": 1, "body": 'a "b"', "entities": [{"type": "bold"}], "parts": None}
    payload = {"type": "say", "slot": "a:1", "args": {"text": "Принтер"}, "page": 2}
    assert b"args" not in encode_payload(payload)
    assert decode_payload(encode_payload(payload)) == payload


def test_what_looks_encrypted_is_left_or_guarded(_key: None) -> None:
    theirs = seal_text("a secret")
    typed = str(theirs)  # copied from a stolen backup, and sent to the bot as a name
    assert open_text(guard_text(typed)) == typed
    assert open_json(seal_json({"sealed": "x"})) == {"sealed": "x"}
    encryption.use_keys([OTHER], words=True)
    assert open_text(theirs) == theirs
    assert open_json({"sealed": "x"}) == {"sealed": "x"}
    encryption.use_keys(())
    assert seal_text("a") == "a"


async def test_statements_open_what_they_read_and_search_finds_no_token(sealed: Database) -> None:
    async with sealed.unit_of_work() as session:
        entry = Entry(
            kind=EntryKind.COMMENT, author_name=seal_text("Rita"), origin=Origin.TELEGRAM, body="The printer burns",
            entities=[{"type": "bold"}], content_line='{"key":"content-x","args":{"name":"a \\"b\\" пожар"}}',
            created_at=func.now(),
        )  # fmt: skip
        session.add(entry)
    async with sealed.reading() as session:
        read = await session.get_one(Entry, entry.id)
        assert (read.body, read.entities, read.content_line) == (entry.body, entry.entities, entry.content_line)
        assert read.author_name == "Rita", "a token that this process made passes everywhere"
        raw = text(
            "select convert_to(body, 'UTF8'), entities::text, words, convert_to(content_line, 'UTF8') from entries"
        )
        body, entities, words, line = (await session.execute(raw)).one()
        assert bytes(body).startswith(b"<sealed t 17 ")
        assert bytes(line).startswith(b'{"key":"content-x","args":"<sealed j ')
        assert ("bold" in entities, words) == (False, "")
        joined = text("select string_agg(body || '!', ' ') from entries")
        assert await session.scalar(joined) == "The printer burns!"
        assert await session.scalar(select(measure_length(Entry.body))) == 17
        begins = Entry.content_line.startswith('{"key":"content-x"', autoescape=True)
        assert await session.scalar(select(Entry.id).where(begins)) == entry.id
        assert await session.scalar(select(Entry.id).where(Entry.body == "The printer burns")) is None
        assert await session.scalar(select(func.count()).where(any_of(Entry.id, [entry.id]))) == 1
    assert PeoplesWords("a") == "a"
    assert Ticket.__table__.c.subject.type.__class__ is encryption.SealedText


async def test_a_stolen_token_opens_nothing(sealed: Database) -> None:
    stolen = str(seal_text("a secret"))
    async with sealed.unit_of_work() as session:
        await session.execute(text("create temporary table named (name text) on commit drop"))
        await session.execute(text("insert into named values (:name)"), {"name": stolen})
        assert await session.scalar(text("select name from named")) == stolen
