"""Statements that run as they were compiled. SQLAlchemy compiles a statement once; from then on the driver runs it
prepared, in the session's own transaction, and its rows become those of the session. Knows no table.

SQLAlchemy itself builds a cache key from all parts of a statement at each execution, and describes every column of
each result anew.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, NoReturn

from sqlalchemy import Connection, Executable, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Mapper, Session, make_transient_to_detached
from sqlalchemy.types import NULLTYPE

from db.pending_updates import write_new
from db.unit_of_work import UnitSession

_FAILED = "failed"  # an option of an execution: the error of the driver that it raises
_Process = Callable[[Any], Any]
_Met = dict[tuple[Any, ...], Any]


class _Shape(NamedTuple):
    columns: Sequence[Any]
    readers: Sequence[_Value | _Model]
    make: Callable[[Sequence[Any]], Any]


class Compiled:
    """A statement that runs often, compiled at its first use for all engines of `create_engine`. Lists in it are
    arrays: one that expands with its values has no text of its own."""

    def __init__(self, statement: Executable) -> None:
        self.statement: Any = statement
        self._overwrites = bool(statement.get_execution_options().get("populate_existing"))
        self._described: Sequence[Any] = getattr(statement, "column_descriptions", ())
        self._has_models = any(_is_model(one) for one in self._described)
        self._text = ""
        self._inputs: list[tuple[str | None, _Process | None, Any]] = []
        self._types: list[Any] = []

    async def fetch(self, asking: AsyncSession | AsyncConnection, given: Mapping[str, Any]) -> list[Any]:
        """Return all rows, by place and by name. A session writes before what it would have written; errors are
        those of SQLAlchemy."""
        sync: Any = asking.sync_session if isinstance(asking, AsyncSession) else asking.sync_connection
        connection: Connection = await asking.run_sync(self._begin)
        values = [
            ready if name is None else given[name] if process is None else process(given[name])
            for name, process, ready in self._inputs
        ]
        driver: Any = connection.connection.dbapi_connection
        shapes: dict[Any, _Shape] = connection.connection.info
        dialect: Any = connection.dialect
        try:
            async with driver._execute_mutex:
                if driver._transaction is None:
                    await driver._start_transaction()
                prepared, columns = await driver._prepare(self._text, dialect._invalidate_schema_cache_asof)
                records = await prepared.fetch(*values)
        except BaseException as error:
            await asking.run_sync(self._fail, connection, error)
            raise
        shape = shapes.get(self)
        if shape is None or shape.columns is not columns:
            shape = shapes[self] = self._learn(columns, dialect)
        _, readers, make = shape
        met: _Met = {}
        return [make([one.read(record, sync, met) for one in readers]) for record in records]

    def _begin(self, asking: Session | Connection) -> Connection:
        if isinstance(asking, Session):
            if isinstance(asking, UnitSession) and asking.unit.new_rows:
                write_new(asking)
            if self._has_models and asking.autoflush:
                asking.flush()
            asking = asking.connection()
        elif not asking.in_transaction():
            asking.begin()
        if not self._text:
            self._compile(asking.dialect)
        return asking

    def _compile(self, dialect: Dialect) -> None:
        compiled = self.statement.compile(dialect=dialect)
        if compiled.post_compile_params or compiled.literal_execute_params:
            raise TypeError("a list that expands has no text of its own: use an array")
        for name in compiled.positiontup or ():
            bound, process = compiled.binds[name], compiled._bind_processors.get(name)
            if bound.required:
                self._inputs.append((bound.key, process, None))
            else:
                value = bound.effective_value
                self._inputs.append((None, None, value if process is None else process(value)))
        self._types = [one.type for one in compiled._result_columns]
        self._text = str(compiled)

    def _learn(self, columns: Sequence[Any], dialect: Dialect) -> _Shape:
        """Return how rows of these columns, as a connection has prepared them, are read. Raises TypeError if they are
        not as described."""
        readers, at = list[_Value | _Model](), 0
        types = self._types or [NULLTYPE] * len(columns)
        processes = [
            type_._cached_result_processor(dialect, column.type.oid)
            for type_, column in zip(types, columns, strict=True)
        ]
        for one in self._described:
            made = _Model(one["entity"], at, columns, processes, self._overwrites) if _is_model(one) else None
            readers.append(made or _Value(at, processes[at]))
            at += len(made.keys) if made else 1
        if not self._described:
            readers = [_Value(place, process) for place, process in enumerate(processes)]
        elif at != len(columns):
            raise TypeError(f"{len(columns)} columns where {at} are described: {self._text[:60]}")
        names = [one["name"] or "" for one in self._described] or [one.name for one in columns]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        return _Shape(columns, readers, row._make)

    def _fail(self, _asking: object, connection: Connection, error: BaseException) -> NoReturn:
        """Have SQLAlchemy raise an error of the driver as its own."""
        connection.exec_driver_sql(self._text, execution_options={_FAILED: error})
        raise error


compile_once = cache(Compiled)
"""Returns the compiled form of a statement that is itself made once."""


def relay_failure(cursor: DBAPICursor, _statement: str, _values: object, context: ExecutionContext) -> None:
    """Raise the error that an execution is for, translated by the cursor: then SQLAlchemy closes the connection, tells
    the listeners and hides values as of its own statements. A listener of `do_execute`."""
    error = context.execution_options.get(_FAILED)
    if error is not None:
        cursor._handle_exception(error)


def _is_model(described: Any) -> bool:
    return described.get("entity") is not None and described["expr"] is described["entity"]


class _Value:
    """Reads one column."""

    __slots__ = ("_place", "_process")

    def __init__(self, place: int, process: _Process | None) -> None:
        self._place, self._process = place, process

    def read(self, record: Any, _session: Session | None, _met: _Met) -> Any:
        value = record[self._place]
        return value if self._process is None else self._process(value)


class _Model:
    """Reads a row of a model, None if all of its key is null. `met`: those of this answer."""

    def __init__(
        self, entity: Any, at: int, columns: Sequence[Any], processes: Sequence[_Process | None], overwrites: bool
    ) -> None:
        self._mapper: Mapper[Any] = inspect(entity).mapper
        kept = {one.key: one.columns[0].name for one in self._mapper.column_attrs if not one.deferred}
        self.keys, self._at, self._overwrites = tuple(kept), at, overwrites
        found = [one.name for one in columns[at : at + len(kept)]]
        if not all(f"{one}_".startswith(f"{name}_") for one, name in zip(found, kept.values(), strict=True)):
            raise TypeError(f"columns of {entity} stand in another order: {', '.join(found)}")
        self._processes = {key: made for key, made in zip(kept, processes[at:], strict=False) if made is not None}
        self._primary = [self._mapper.get_property_by_column(one).key for one in self._mapper.primary_key]
        self._places = [at + self.keys.index(key) for key in self._primary]

    def read(self, record: Any, session: Session, met: _Met) -> Any:
        """Return the session's row."""
        raw = tuple(record[place] for place in self._places)
        if raw.count(None) == len(raw):
            return None
        one = met.get((self._mapper, raw))
        if one is None:
            values = dict(zip(self.keys, record[self._at : self._at + len(self.keys)], strict=True))
            for name, process in self._processes.items():
                values[name] = process(values[name])
            one = met[self._mapper, raw] = keep_loaded(session, self._mapper, values, overwrites=self._overwrites)
        return one


def keep_loaded(session: Session, mapper: Mapper[Any], values: dict[str, Any], *, overwrites: bool = False) -> Any:
    """Return the session's row of these values, made from them if it has none. Of one that it has only what is not
    loaded is filled in, as SQLAlchemy's loader does; all of it if it `overwrites`."""
    primary = (values[mapper.get_property_by_column(one).key] for one in mapper.primary_key)
    key = mapper.identity_key_from_primary_key(tuple(primary))
    known = session.identity_map.get(key)
    if known is None:
        made = mapper.class_manager.new_instance()
        inspect(made).dict.update(values)
        make_transient_to_detached(made)
        session.add(made)
        session.dispatch.loaded_as_persistent(session, inspect(made))
        return made
    state = inspect(known)
    names = list(values) if overwrites else list(state.unloaded & values.keys())
    state.dict.update({name: values[name] for name in names})
    state._commit(state.dict, names)
    return known
