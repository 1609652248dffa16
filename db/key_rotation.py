"""Check which keys of `DATA_KEY` the database needs, and rotate them: every value of an encrypted column is written
again with the newest key, a batch in each unit of work, so that it goes on where it was interrupted."""

from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Column, LargeBinary, Table, delete, select, tuple_, type_coerce, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from db import encryption
from db.database import Database
from db.models import Base, DataKey
from db.settings import SettingsError

_AT_ONCE = 40
"""Rows of a batch; a piece of a file has a quarter of a megabyte."""
_MISSING = "DATA_KEY should hold the key that files were encrypted with"


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


async def rotate_keys(database: Database, keys: Sequence[SecretStr], *, plain: bool = False) -> int:
    """Encrypt everything with the newest key, or with `plain` store it as it is; return how many values changed. Raises
    SettingsError for a missing key."""
    if wrong := await check_keys(database, keys):
        raise SettingsError(wrong)
    encryption.use_keys(keys, encrypt=not plain)
    many = 0
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, encryption.SealedBytes | encryption.SealedJson):
                many += await _rotate_column(database, table, column)
    newest = "" if plain or not keys else encryption.make_key_id(keys[0]).decode()
    async with database.unit_of_work() as session:
        await session.execute(delete(DataKey).where(DataKey.id != newest))
    return many


async def _rotate_column(database: Database, table: Table, column: Column[Any]) -> int:
    many, after = 0, None
    while (done := await _rotate_batch(database, table, column, after)) is not None:
        changed, after = done
        many += changed
    return many


async def _rotate_batch(
    database: Database, table: Table, column: Column[Any], after: tuple[Any, ...] | None
) -> tuple[int, tuple[Any, ...]] | None:
    """Return how many values of the next rows were written again and the key of the last of them; None at the end."""
    key = list(table.primary_key.columns)
    raw = type_coerce(column, LargeBinary() if isinstance(column.type, encryption.SealedBytes) else JSONB())
    rows = select(*key, raw.label("stored")).order_by(*key).limit(_AT_ONCE).with_for_update()
    if after is not None:
        rows = rows.where(tuple_(*key) > after)
    changed = 0
    async with database.unit_of_work() as session:
        found = (await session.execute(rows)).all()
        for *mine, stored in found:
            if not _is_newest(stored):
                value = column.type.process_result_value(stored, session.get_bind().dialect)  # type: ignore[attr-defined]
                same = [one == its for one, its in zip(key, mine, strict=True)]
                await session.execute(update(table).where(*same).values({column.name: value}))
                changed += 1
    return (changed, tuple(found[-1][:-1])) if found else None


def _is_newest(stored: Any) -> bool:
    if isinstance(stored, bytes):
        return encryption.is_newest(stored)
    sealed = stored[encryption.JSON_FIELD] if isinstance(stored, dict) else None
    return encryption.is_newest(b64decode(sealed) if sealed is not None else b"")
