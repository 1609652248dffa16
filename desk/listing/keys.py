"""The values that a list is ordered by, and what follows a row in that order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, and_, false, literal, or_, tuple_


@dataclass(frozen=True, slots=True)
class Key:
    """One value of an order. `nullable`: it may be NULL, which is greater than every value."""

    column: Any
    descending: bool = False
    nullable: bool = False

    def turn(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return the column in the direction of the key."""
        return column.desc() if self.descending else column.asc()

    def is_beyond(self, column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
        """Return the condition that the column comes after the value."""
        if value is None:
            return column.is_not(None) if self.descending else false()
        place = literal(value, column.type)
        after = column < place if self.descending else column > place
        return or_(after, column.is_(None)) if self.nullable and not self.descending else after


def turn(keys: Sequence[Key]) -> list[ColumnElement[Any]]:
    """Return what to order a statement by."""
    return [key.turn(key.column) for key in keys]


def skip_to(asked: Select[Any], place: int) -> Select[Any]:
    """Return the statement from the row at this place on, counted from 1. For cutting off, not for paging."""
    return asked.offset(place - 1)


def follow(keys: Sequence[Key], columns: Sequence[Label[Any]], last: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition for the rows that come after the one with these values. Keys of one direction that are never
    NULL are compared as a whole, which an index serves."""
    if len({key.descending for key in keys}) == 1 and not any(key.nullable for key in keys):
        place = tuple_(*columns)
        end = tuple_(*(literal(value, column.type) for column, value in zip(columns, last, strict=True)))
        return place < end if keys[0].descending else place > end
    beyond: ColumnElement[bool] = false()
    for key, column, value in reversed(list(zip(keys, columns, last, strict=True))):
        same = column.is_(None) if value is None else column == value
        beyond = or_(key.is_beyond(column, value), and_(same, beyond))
    return beyond
