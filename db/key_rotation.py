"""Check which keys of `DATA_KEY` the database needs, and rotate them: every value of an encrypted column is written
again with the newest key, a batch in each unit of work, so that it goes on where it was interrupted. People's words are
encrypted or decrypted on the way, as `SEAL_WORDS` says."""

import json
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Sequence
from typing import Any

from pydantic import SecretStr
from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Row,
    Table,
    Text,
    cast,
    delete,
    func,
    select,
    text,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db import encryption
from db.database import Database
from db.models import Base, DataKey, Job, KnownWord
from db.queue import decode_payload, encode_payload
from db.settings import SettingsError

_AT_ONCE = 40
"""Rows of a batch; a piece of a file has a quarter of a megabyte."""
_WORDS_AT_ONCE = 500
_ALWAYS = (encryption.SealedBytes, encryption.SealedJson)
_TOKENS = re.compile(rb'<sealed [tj] \d+ ([\w=-]+)>|"sealed": ?"([\w=-]+)"')
_QUIETLY = text("select set_config('pulldesk.retention', 'on', true)")
"""Triggers tell neither the feed nor the CRM: no word changes."""
_READABLE = text("""
select exists (select from entries where body <> '' and not starts_with(body, '<sealed ') and emptied_at is null)
""")
_MISSING = "DATA_KEY should hold the key that files or words were encrypted with"


async def check_keys(database: Database, keys: Sequence[SecretStr]) -> str | None:
    """Note the newest key, before anything is encrypted with it; return a line for the operator if one is missing with
    which something is encrypted, else None."""
    given = [encryption.make_key_id(key).decode() for key in keys]
    async with database.unit_of_work() as session:
        known = list(await session.scalars(select(DataKey.id)))
        if set(known) - set(given):
            return f"{_MISSING}, among others" if given else _MISSING
        if given and given[0] not in known:
            await session.execute(insert(DataKey).values(id=given[0]).on_conflict_do_nothing())
    return None


async def rotate_keys(
    database: Database, keys: Sequence[SecretStr], *, plain: bool = False, words: bool = False
) -> int:
    """Encrypt everything with the newest key, people's words too with `words`, or with `plain` store it as it is;
    return how many rows changed. Raises SettingsError for a missing key."""
    if wrong := await check_keys(database, keys):
        raise SettingsError(wrong)
    encryption.use_keys(keys, encrypt=not plain, words=words)
    many = 0
    for table in Base.metadata.sorted_tables:
        if columns := [column for column in table.columns if _is_sealed(column)]:
            many += await _rotate_table(database, table, columns)
    newest = "" if plain or not keys else encryption.make_key_id(keys[0]).decode()
    async with database.unit_of_work() as session:
        if encryption.has_sealed_words():  # what was counted while words could be read
            await session.execute(delete(KnownWord).where(KnownWord.articles == 0))
        await session.execute(delete(DataKey).where(DataKey.id != newest))
    return many


async def has_readable_words(asking: AsyncSession | AsyncConnection) -> bool:
    """Return True if the database holds messages that are not encrypted."""
    return bool(await asking.scalar(_READABLE))


def _is_sealed(column: Column[Any]) -> bool:
    return isinstance(column.type, (*_ALWAYS, *encryption.WORD_TYPES)) or column is Job.__table__.c.payload


async def _rotate_table(database: Database, table: Table, columns: Sequence[Column[Any]]) -> int:
    many, after = 0, None
    while (done := await _rotate_batch(database, table, columns, after)) is not None:
        changed, after = done
        many += changed
    return many


async def _rotate_batch(
    database: Database, table: Table, columns: Sequence[Column[Any]], after: tuple[Any, ...] | None
) -> tuple[int, tuple[Any, ...]] | None:
    """Return how many of the next rows were written again and the key of the last of them; None at the end."""
    key = list(table.primary_key.columns)
    at_once = _AT_ONCE if any(isinstance(one.type, encryption.SealedBytes) for one in columns) else _WORDS_AT_ONCE
    stored = [_read_stored(one).label(f"stored_{one.name}") for one in columns]
    opened = [one for one in columns if not isinstance(one.type, _ALWAYS)]
    field = [table.c.field] if any(isinstance(one.type, encryption.SealedIfWords) for one in columns) else []
    rows = select(*key, *stored, *opened, *field).order_by(*key).limit(at_once).with_for_update()
    if after is not None:
        rows = rows.where(tuple_(*key) > after)
    changed = 0
    async with database.unit_of_work() as session:
        await session.execute(_QUIETLY)
        found = (await session.execute(rows)).all()
        for row in found:
            if values := _find_outdated(columns, row, session.get_bind().dialect):
                same = [one == its for one, its in zip(key, row, strict=False)]
                await session.execute(update(table).where(*same).values(values))
                changed += 1
    return (changed, tuple(found[-1][: len(key)])) if found else None


def _read_stored(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column as it is stored, unopened."""
    if isinstance(column.type, _ALWAYS):
        return type_coerce(column, LargeBinary() if isinstance(column.type, encryption.SealedBytes) else JSONB())
    if isinstance(column.type, LargeBinary):
        return column
    if isinstance(column.type, encryption.SealedTexts):
        return func.convert_to(func.array_to_string(type_coerce(column, ARRAY(Text)), " "), "UTF8", type_=LargeBinary())
    return func.convert_to(cast(column, Text), "UTF8", type_=LargeBinary())


def _find_outdated(columns: Sequence[Column[Any]], row: Row[Any], dialect: Any) -> dict[str, Any]:
    """Return the values of a row that are to be written again, as they are given to the columns."""
    values = {}
    for column in columns:
        stored = getattr(row, f"stored_{column.name}")
        if stored is None:
            continue
        if isinstance(column.type, _ALWAYS):
            if not _is_newest(stored):
                values[column.name] = column.type.process_result_value(stored, dialect)
            continue
        value = _get_value(column, row)
        given = column.type.process_bind_param(value, dialect) if hasattr(column.type, "process_bind_param") else value
        if not _is_current(bytes(stored), encryption.guard_text(given) if isinstance(given, str) else given):
            values[column.name] = value
    return values


def _get_value(column: Column[Any], row: Row[Any]) -> Any:
    """Return the opened value of a row as the column takes it."""
    value = getattr(row, column.name)
    if isinstance(column.type, LargeBinary):
        return encode_payload(decode_payload(value)) if bytes(value[:1]) == b"{" else value
    if isinstance(column.type, encryption.SealedIfWords) and row.field in column.type.fields:
        return encryption.PeoplesWords(value)
    return value


def _is_current(stored: bytes, wanted: Any) -> bool:
    """Return True if something is stored as it would be stored now."""
    tokens = [one[0] or one[1] for one in _TOKENS.findall(stored)]
    given = wanted if isinstance(wanted, bytes) else json.dumps(wanted).encode()
    newest = encryption.get_newest_id()
    is_newest = all(urlsafe_b64decode(token[:12])[: len(newest)] == newest for token in tokens)
    return bool(tokens) == bool(_TOKENS.search(given)) and is_newest


def _is_newest(stored: Any) -> bool:
    if isinstance(stored, bytes):
        return encryption.is_newest(stored)
    sealed = stored[encryption.JSON_FIELD] if isinstance(stored, dict) else None
    return encryption.is_newest(b64decode(sealed) if sealed is not None else b"")
