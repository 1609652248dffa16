"""A marker in every column of every table that an erasure empties, and the search for it afterwards."""

from itertools import count
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, Text, bindparam, func, insert, select, text
from sqlalchemy import types as column_types
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Base
from db.models.base import EnumText
from desk.privacy.erasure_statements import STEPS, Deleted, Emptied

MARK = "zqxmarker"
_NUMBERS = count(1)
_BY_ANOTHER = ("blobs", "blob_pieces")  # are deleted once the row that names them is
_KNOWN = {"people": "person", "tickets": "ticket", "entries": "entry"}


def _get_kind(column: Column[Any]) -> Any:
    """Return the type of a column, of an encrypted one the type of what it holds."""
    sealed = isinstance(column.type, column_types.TypeDecorator) and not isinstance(column.type, EnumText)
    return column.type.impl if sealed else column.type


def holds_words(column: Column[Any]) -> bool:
    """Return True if people's words can be in the column."""
    kind = _get_kind(column)
    if column.computed is not None or isinstance(kind, EnumText):
        return False
    if isinstance(kind, ARRAY):
        return isinstance(kind.item_type, Text)
    return isinstance(kind, Text | JSONB | LargeBinary)


def make_words(column: Column[Any], mark: str = MARK) -> Any:
    """Return a value with the marker for a column."""
    kind = _get_kind(column)
    if isinstance(kind, ARRAY):
        return [mark]
    if isinstance(kind, JSONB):
        is_list = column.server_default is not None and "[]" in str(getattr(column.server_default, "arg", ""))
        return [{"text": mark, "stems": [mark]}] if is_list else {"text": mark}
    said = f"{mark} {next(_NUMBERS)}"
    return said.encode() if isinstance(kind, LargeBinary) else said


class Filler:
    """Fills the rows that the steps of an erasure are about. `given`: what the steps know; `own`: rows
    that need more than the person's ids."""

    def __init__(self, session: AsyncSession, given: dict[str, Any], own: list[tuple[str, dict[str, Any]]]) -> None:
        self._session, self._given, self._own = session, given, own

    async def fill(self) -> None:
        """Put the marker into every column, in rows that are made where there are none."""
        for table, values in self._own:
            await self._add(Base.metadata.tables[table], values)
        for step in STEPS:
            if step.table not in _BY_ANOTHER and not await self._count(step):
                await self._add(Base.metadata.tables[step.table], {})
        looked_at = [step for step in STEPS if step.table not in _BY_ANOTHER]
        missing = [f"{step.table} where {step.where[:70]}" for step in looked_at if not await self._count(step)]
        assert not missing, "\n".join(missing)
        for step in reversed(STEPS):
            await self._mark_rows(step)

    async def _count(self, step: Emptied | Deleted) -> int:
        named = text(f"select count(*) from {step.table} where {step.condition}")  # noqa: S608
        return int((await self._session.execute(named, self._named(named))).scalar_one())

    def _named(self, statement: Any) -> dict[str, Any]:
        return {name: self._given[name] for name in statement.compile().params if name in self._given}

    async def _mark_rows(self, step: Emptied | Deleted) -> None:
        table = Base.metadata.tables[step.table]
        unique = {c.name for i in table.indexes if i.unique for c in i.columns} | {
            c.name for c in table.columns if c.unique or c.primary_key or c.foreign_keys
        }
        columns = step.values if isinstance(step, Emptied) else [c.name for c in table.columns]
        marks = {
            name: make_words(table.columns[name])
            for name in columns
            if holds_words(table.columns[name]) and name not in unique and f"{step.table}.{name}" not in _USED
        }
        if not marks:
            return
        given = text(
            f"update {step.table} set {', '.join(f'{name} = :m_{name}' for name in marks)} where {step.condition}"  # noqa: S608
        ).bindparams(*(bindparam(f"m_{name}", type_=table.columns[name].type) for name in marks))
        values = {f"m_{name}": value for name, value in marks.items()}
        await self._session.execute(given, {**self._named(given), **values})

    async def _add(self, table: Table, own: dict[str, Any]) -> None:
        """Add a row of the person's."""
        values = {
            c.name: await self._value(table, c)
            for c in table.columns
            if c.name not in own and self._is_needed(table, c)
        }
        await self._session.execute(insert(table).values({**values, **own}))

    def _is_needed(self, table: Table, column: Column[Any]) -> bool:
        if column.computed is not None or column.identity is not None:
            return False
        return (not column.nullable and column.server_default is None) or column.name in self._keys(table)

    def _keys(self, table: Table) -> set[str]:
        """Return the columns by which a row is the person's."""
        return {
            c.name
            for c in table.columns
            if c.name == "person_id" or any(key.column.table.name in _KNOWN for key in c.foreign_keys)
        }

    async def _value(self, table: Table, column: Column[Any]) -> Any:
        if (target := next((key.column for key in column.foreign_keys), None)) is not None:
            return await self._refer(target)
        if column.name in ("person_id",):
            return self._given["person"]
        if isinstance(column.type, EnumText):
            return next(iter(column.type.words))
        if holds_words(column):
            return make_words(column, MARK if table.name in _BY_ANOTHER else "a name")
        if isinstance(column.type, column_types.Boolean):
            return False
        if isinstance(column.type, column_types.DateTime):
            return self._given["now"]
        if isinstance(column.type, column_types.Date):
            return self._given["now"].date()
        return next(_NUMBERS)

    async def _refer(self, target: Column[Any]) -> Any:
        if target.table.name in _KNOWN:
            return self._given[_KNOWN[target.table.name]]
        query = select(func.max(target))
        if (found := (await self._session.execute(query)).scalar_one()) is None:
            await self._add(target.table, {})
            found = (await self._session.execute(query)).scalar_one()
        return found


_USED = {
    "entries.album", "board_comments.file_url", "external_changes.kind", "jobs.box", "jobs.key", "events_feed.kind",
    "history.field", "board_commands.kind", "board_commands.error", "timers.kind", "board_cards.gone", "jobs.state",
    "held_acts.project_id", "board_commands.project_id", "tickets.subject_line", "files.todoist_attachment",
    "board_commands.uuid", "audit.object", "ledger_entries.reason",
    "external_people.external_id", "idempotency_keys.answer", "external_changes.external_id", "people.todoist_id",
}  # fmt: skip
"""Columns that decide what happens, and would not be words of a person's."""


async def find_marker(session: AsyncSession) -> dict[str, int]:
    """Return in which tables the marker is, and in how many rows; bytes are looked at too."""
    found = {}
    for table in Base.metadata.sorted_tables:
        with_it = f"select count(*) from {table.name} r where r::text ilike :mark or r::text ilike :bytes"  # noqa: S608
        given = {"mark": f"%{MARK}%", "bytes": f"%{MARK.encode().hex()}%"}
        n = (await session.execute(text(with_it), given)).scalar_one()
        if n:
            found[table.name] = int(n)
    return found
