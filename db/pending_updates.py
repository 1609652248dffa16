"""Takes changes of locked rows, and new rows, out of a session, so that the statement which ends a unit of work writes
them too."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Table, bindparam, column, func, inspect, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, make_transient
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from db.models.base import Base
from db.unit_of_work import NewRow, Statement, get_unit

_ALONE: Statement = select(literal(1))


def put_off(session: AsyncSession, row: NewRow) -> None:
    """Remember a row, which must not be needed by a savepoint that is open. The next statement or flush of the session
    writes it before, unless that statement is the one of `add_parts`."""
    get_unit(session).new_rows.append(row)


def write_new(session: Session) -> None:
    """Write the rows that were put off."""
    statement, given = _add_new(session, _ALONE)
    with session.no_autoflush:  # which would change the rows before they are there
        session.execute(statement, given)


def _add_new(session: Session | AsyncSession, statement: Statement) -> tuple[Statement, dict[str, Any]]:
    unit = get_unit(session)
    rows, unit.new_rows = unit.new_rows, []
    if not rows:
        return statement, {}
    return rows[0].add_to(statement), {name: [row.values[name] for row in rows] for name in rows[0].values}


def make_rows(name: str, types: dict[str, TypeEngine[Any]]) -> TableValuedAlias:
    """Return rows that are given by lists, one for each of these columns, the names of whose parameters they are."""
    lists = (bindparam(key, type_=ARRAY(type_, dimensions=1)) for key, type_ in types.items())
    columns = (column(key, type_) for key, type_ in types.items())
    return func.unnest(*lists).table_valued(*columns).render_derived(name)


class ChangedTwiceError(Exception):
    """Two changes of one row cannot be written by one statement."""


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """An UPDATE of these columns of one row, as a part of another statement."""

    kind: type[Base]
    keys: Sequence[str]
    row_id: int
    values: Sequence[Any]


async def add_parts(
    session: AsyncSession, statement: Statement, updates: Sequence[PendingUpdate]
) -> tuple[Statement, dict[str, Any]]:
    """Return the statement with the rows that were put off and the updates as parts of it, always the same one for the
    same columns, and their parameters. Updates of other columns are written before. Raises `ChangedTwiceError`."""
    grouped: dict[tuple[type[Base], Sequence[str]], list[PendingUpdate]] = defaultdict(list)
    for one in updates:
        grouped[one.kind, one.keys].append(one)
    if len({(one.kind, one.row_id) for one in updates}) < len(updates):
        raise ChangedTwiceError
    await session.flush()  # what else has changed may be in the rows that were put off
    groups = list(grouped.items())
    statement, given = _add_new(session, statement)
    for which, some in groups[:-1]:
        await session.execute(_add_part(_ALONE, *which), _build_arguments(some))
    for which, some in groups[-1:]:
        statement, given = _add_part(statement, *which), given | _build_arguments(some)
    return statement, given


def _build_arguments(updates: Sequence[PendingUpdate]) -> dict[str, Any]:
    values = zip(*(one.values for one in updates), strict=True)
    given = {f"new_{key}": list(column) for key, column in zip(updates[0].keys, values, strict=True)}
    return given | {"changed_ids": [one.row_id for one in updates]}


async def write_parts(session: AsyncSession, updates: Sequence[PendingUpdate]) -> None:
    """Write the rows that were put off and the updates by a statement of their own."""
    statement, given = await add_parts(session, _ALONE, updates)
    if given:
        await session.execute(statement, given)


def take_update(session: AsyncSession, kind: type[Base]) -> PendingUpdate | None:
    """Return the change of the only changed row of the session if it is of this kind; the session forgets that row, and
    those that were only touched, so that nothing is left to write. None if there is more, if a foreign key changed,
    whose check may wait for another row, or a list: a flush writes that."""
    touched = list(session.dirty)
    changed = {row: keys for row in touched if (keys := _list_changed(row))}
    if session.new or session.deleted or len(changed) > 1:
        return None
    taken = None
    for row, keys in changed.items():
        table = inspect(row).mapper.columns
        if not isinstance(row, kind) or any(table[key].foreign_keys or _is_list(table[key].type) for key in keys):
            return None
        taken = PendingUpdate(kind, keys, inspect(row).dict["id"], tuple(getattr(row, key) for key in keys))
    for row in touched:
        make_transient(row)  # what `expunge` does, without a look for rows that would go with it
    return taken


def _is_list(type_: Any) -> bool:
    return isinstance(getattr(type_, "impl", type_), ARRAY)


def _list_changed(row: Any) -> Sequence[str]:
    state = inspect(row)
    touched = set(state.mapper.columns.keys()) - state.unmodified
    return tuple(key for key in sorted(touched) if get_history(row, key).has_changes())


@cache
def _add_part(statement: Statement, kind: type[Base], keys: Sequence[str]) -> Statement:
    table = kind.__table__
    assert isinstance(table, Table)
    rows = make_rows("changed", {"changed_ids": table.c.id.type, **{f"new_{key}": table.c[key].type for key in keys}})
    values = {key: rows.c[f"new_{key}"] for key in keys}
    made = update(table).where(table.c.id == rows.c.changed_ids).values(values)
    return statement.add_cte(made.returning(literal(1)).cte("updated"))
