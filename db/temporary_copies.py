"""Temporary copies of tables, to try on them what many changes would lead to: nobody waits for it, no trigger runs."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models.base import Base

_SCHEMA = "select relnamespace::regnamespace::text from pg_class where oid = to_regclass('{0}')"
_COPY = (
    "create temporary table {0} (like {0} including defaults including identity including indexes)",
    "insert into pg_temp.{0} select * from {1}.{0}",
    "select setval(pg_get_serial_sequence('pg_temp.{0}', 'id'), coalesce(max(id), 0) + 1, false) from pg_temp.{0}",
    "analyze pg_temp.{0}",
)


@asynccontextmanager
async def use_copies(session: AsyncSession, tables: Iterable[type[Base]]) -> AsyncIterator[None]:
    """Let this session's statements read and change copies of these tables, and see no other table. What they have
    done is undone at the end, also in their objects."""
    nested = await session.begin_nested()
    connection = await session.connection()
    try:
        for table in tables:
            await _copy(session, table.__tablename__)
        await connection.execution_options(schema_translate_map={None: "pg_temp"})
        yield
    finally:
        await connection.execution_options(schema_translate_map=None)
        await nested.rollback()


async def _copy(session: AsyncSession, name: str) -> None:
    schema = await session.scalar(text(_SCHEMA.format(name)))
    for statement in _COPY:
        await session.execute(text(statement.format(name, schema)))
