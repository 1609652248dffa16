"""Connections whose prepared statements share what they say of their columns.

Each connection prepares each statement, and the driver describes every column of each anew: two values and their names
a column, which the engine keeps as long as the statement, and what the server told of it, seven values. Knows no
statement.
"""

from __future__ import annotations

import gc
from collections.abc import Hashable
from contextlib import suppress
from typing import Any, TypeVar

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

Columns = tuple[asyncpg.Attribute, ...]
T = TypeVar("T", bound=Hashable)

_KEPT = 5000
_met: dict[Hashable, Any] = {}


def shared(description: T) -> T:
    """The equal description that was met first, so that the others can go."""
    if len(_met) >= _KEPT:
        _met.clear()
    found: T = _met.setdefault(description, description)
    return found


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
        _share_what_was_told(prepared)
        return prepared


def _share_what_was_told(prepared: PreparedStatement) -> None:
    """The driver keeps what the server said of columns and parameters in lists that it shows to nobody; without effect
    where it has none, or holds something else in them."""
    for told in gc.get_referents(prepared._state):
        if type(told) is list:
            with suppress(TypeError):
                told[:] = map(shared, told)
