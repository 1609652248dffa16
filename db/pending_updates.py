"""Takes changes of locked rows out of a session, so that the statement which ends a unit of work writes them too."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import CTE, Table, bindparam, inspect, literal, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from db.models.base import Base


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """An UPDATE of one row as a part of another statement, with its parameters."""

    part: CTE
    given: dict[str, Any]


def take_update(session: AsyncSession, kind: type[Base]) -> PendingUpdate | None:
    """Return the changes of the only changed row of the session if it is of this kind, and count them as written. None
    if more is to be written, or a foreign key changed, whose check may wait for another row: a flush writes that."""
    changed = [row for row in session.dirty if session.is_modified(row)]
    if session.new or session.deleted or len(changed) != 1 or not isinstance(changed[0], kind):
        return None
    row, state = changed[0], inspect(changed[0])
    columns = {key: state.mapper.columns[key] for key in set(state.mapper.column_attrs.keys()) - state.unmodified}
    keys = tuple(key for key in sorted(columns) if state.attrs[key].history.has_changes())
    if any(columns[key].foreign_keys for key in keys):
        return None
    given = {f"new_{key}": getattr(row, key) for key in keys} | {"changed_id": state.dict["id"]}
    for key in keys:
        set_committed_value(row, key, getattr(row, key))
    return PendingUpdate(_build_part(kind, keys), given)


@cache
def _build_part(kind: type[Base], keys: Sequence[str]) -> CTE:
    table = kind.__table__
    assert isinstance(table, Table)
    values = {key: bindparam(f"new_{key}", type_=table.c[key].type) for key in keys}
    made = update(table).where(table.c.id == bindparam("changed_id", type_=table.c.id.type)).values(values)
    return made.returning(literal(1)).cte("updated")
