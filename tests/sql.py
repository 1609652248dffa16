"""Statements on the desk's tables, where a test has nobody who would do the same. Must not know what they are for."""

from typing import Any

from sqlalchemy import Executable, text


def _made(statement: str | Executable) -> Executable:
    return text(statement) if isinstance(statement, str) else statement


async def execute(on: Any, statement: str | Executable, **given: Any) -> None:
    """Execute a statement on the database of a stage, or on a database itself."""
    async with getattr(on, "database", on).unit_of_work() as session:
        await session.execute(_made(statement), given)


async def add(on: Any, *made: Any) -> Any:
    """Store rows as they are made; return the first."""
    async with getattr(on, "database", on).unit_of_work() as session:
        session.add_all(made)
    return made[0]


async def fetch(on: Any, query: str | Executable, **given: Any) -> list[Any]:
    """Return all rows."""
    async with getattr(on, "database", on).sessions() as session:
        return list(await session.execute(_made(query), given))


async def scalars(on: Any, query: str | Executable, **given: Any) -> list[Any]:
    """Return the first value of each row."""
    async with getattr(on, "database", on).sessions() as session:
        return list(await session.scalars(_made(query), given))


async def scalar(on: Any, query: str | Executable, **given: Any) -> Any:
    """Return the first value of the first row, None without rows."""
    async with getattr(on, "database", on).sessions() as session:
        return await session.scalar(_made(query), given)


async def sole(on: Any, query: str | Executable, **given: Any) -> Any:
    """Return the first value of the only row."""
    (found,) = await scalars(on, query, **given)
    return found


async def get(on: Any, kind: type, key: Any) -> Any:
    """Return the row of this key."""
    async with getattr(on, "database", on).sessions() as session:
        return await session.get_one(kind, key)
