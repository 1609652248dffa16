"""A list as one value of a statement. Knows no table."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute


def any_of(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """`column` is one of `values`. For lists of changing length: an IN of each length is a statement of its own, which
    every connection would prepare and keep in memory."""
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type), unique=True))
