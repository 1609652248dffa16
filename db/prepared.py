"""Connections whose prepared statements share what they say of their columns.

Each connection prepares each statement, and the driver describes every column of each anew: two values and their names
a column, which the engine keeps as long as the statement. Knows no statement.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

Columns = tuple[asyncpg.Attribute, ...]

_KEPT = 2000
_columns: dict[Columns, Columns] = {}


def shared(columns: Columns) -> Columns:
    """The equal description that was met first, so that the others can go."""
    if len(_columns) >= _KEPT:
        _columns.clear()
    return _columns.setdefault(columns, columns)


class _Described(PreparedStatement):  # type: ignore[misc]  # the driver has no types
    __slots__ = ()

    def get_attributes(self) -> Columns:
        """The columns of the result."""
        return shared(super().get_attributes())


class SharingConnection(asyncpg.Connection):  # type: ignore[misc]
    """The driver's connection; what it prepares is described once for all of them."""

    __slots__ = ()

    async def prepare(self, query: str, **options: Any) -> PreparedStatement:
        """As the driver's."""
        prepared = await super().prepare(query, **options)
        prepared.__class__ = _Described
        return prepared
