"""Takes the change of a locked row out of a session, so that the statement which ends a unit of work writes it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, inspect, literal, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import get_history

from db.models.base import Base


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """An UPDATE of these columns of one row as a part of another statement, with its parameters."""

    kind: type[Base]
    keys: Sequence[str]
    given: dict[str, Any]

    def add_to(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """Return the statement with this part, always the same one for the same columns."""
        return _add_part(statement, self.kind, self.keys)


def take_update(session: AsyncSession, kind: type[Base]) -> PendingUpdate | None:
    """Return the change of the only changed row of the session if it is of this kind. Then, or if nothing was changed,
    the session forgets its rows, as nothing is left to write. None if there is more, or if a foreign key changed, whose
    check may wait for another row: a flush writes that."""
    changed = {row: keys for row in session.dirty if (keys := _list_changed(row))}
    if session.new or session.deleted or len(changed) > 1:
        return None
    taken = None
    for row, keys in changed.items():
        table = inspect(row).mapper.columns
        if not isinstance(row, kind) or any(table[key].foreign_keys for key in keys):
            return None
        given = {f"new_{key}": getattr(row, key) for key in keys} | {"changed_id": inspect(row).dict["id"]}
        taken = PendingUpdate(kind, keys, given)
    session.expunge_all()
    return taken


def _list_changed(row: Any) -> Sequence[str]:
    state = inspect(row)
    touched = set(state.mapper.columns.keys()) - state.unmodified
    return tuple(key for key in sorted(touched) if get_history(row, key).has_changes())


@cache
def _add_part(statement: Select[*tuple[Any, ...]], kind: type[Base], keys: Sequence[str]) -> Select[*tuple[Any, ...]]:
    table = kind.__table__
    assert isinstance(table, Table)
    values = {key: bindparam(f"new_{key}", type_=table.c[key].type) for key in keys}
    made = update(table).where(table.c.id == bindparam("changed_id", type_=table.c.id.type)).values(values)
    return statement.add_cte(made.returning(literal(1)).cte("updated"))
