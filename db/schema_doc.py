"""`python -m db.schema_doc` (`make schema`): describes the tables for docs/internals/schema.md. Needs no database."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, Index, Table
from sqlalchemy.dialects import postgresql

from db.models.base import Base, EnumText

_HEAD = """# Schema

Generated from `db/models/` and `db/sql/` by `make schema`; a test fails if it is out of date. Times are UTC. `*`: may
be empty."""
_SQL = Path(__file__).resolve().parent / "sql"
_ABOUT = r"((?:^-- .*\n)+)"
_MADE = re.compile(rf"{_ABOUT}?^create (?:or replace )?(function|trigger|view) ([\w.]+)([^;$]*)", re.MULTILINE)


def build_document() -> str:
    """Return the whole page, in Markdown."""
    models = [mapper.class_ for mapper in Base.registry.mappers]
    tables = {str(model.__table__.name): _describe_table(model) for model in models}
    names = ", ".join(f"[{name}](#{name})" for name in sorted(tables))
    sections = [tables[name] for name in sorted(tables)]
    sequences = ", ".join(f"`{name}`" for name in sorted(Base.metadata._sequences))
    head = f"{names}. Sequences: {sequences}. [Functions, triggers, views](#functions-triggers-views)."
    made = ["## Functions, triggers, views", *map(_describe_file, sorted(_SQL.glob("*.sql")))]
    return "\n\n".join([_HEAD, head, *sections, *made]) + "\n"


def _describe_file(path: Path) -> str:
    """Describe the objects that a file of SQL creates, by the comments above them."""
    source = path.read_text("utf-8")
    about = re.match(_ABOUT, source, re.MULTILINE)
    pieces = [_describe_object(*found) for found in _MADE.findall(source)]
    return f"### {path.name}\n\n{_join_comment(about[1] if about else '')}\n\n" + "\n".join(pieces)


def _describe_object(about: str, kind: str, name: str, rest: str) -> str:
    if kind == "trigger":
        return f"- trigger `{name}` {' '.join(re.split(r' for each|when ', ' '.join(rest.split()))[0].split())}"
    return f"- {kind} `{name}`" + (f": {_join_comment(about)}" if about else "")


def _join_comment(comment: str) -> str:
    return " ".join(comment.replace("-- ", "").split())


def _describe_table(model: type[Base]) -> str:
    table = model.__table__
    assert isinstance(table, Table)
    groups = model.__mro__[: model.__mro__.index(Base)]  # a model's own columns first, then those of its mixins
    about = "\n\n".join(" ".join(inspect.cleandoc(one.__doc__ or "").split()) for one in groups)
    rows = [_describe_column(column) for column in table.columns]
    parts = [f"## {table.name}", about, "\n".join(["| column | type | notes |", "| --- | --- | --- |", *rows])]
    if indexes := [_describe_index(index) for index in sorted(table.indexes, key=lambda one: str(one.name))]:
        parts.append("\n".join(indexes))
    return "\n\n".join(parts)


def _describe_column(column: Column[object]) -> str:
    kind = column.type.compile(dialect=postgresql.dialect()).lower()  # type: ignore[no-untyped-call]
    kind = kind.replace("timestamp with time zone", "timestamptz")
    star = " *" if column.nullable else ""
    return f"| `{column.name}`{star} | {kind} | {' · '.join(_list_notes(column))} |"


def _list_notes(column: Column[object]) -> Iterator[str]:
    if column.primary_key:
        yield "key"
    if column.unique:
        yield "unique"
    yield from (f"→ {reference.column.table.name}" for reference in column.foreign_keys)
    if isinstance(column.type, EnumText):
        yield ", ".join(word.value for word in column.type.words)
    if column.computed is not None:
        yield f"always `{column.computed.sqltext}`"
    elif column.server_default is not None and not column.identity:
        default = getattr(column.server_default, "arg", "")
        yield f"default `{str(default) or '(empty)'}`"


def _describe_index(index: Index) -> str:
    what = ", ".join(str(one.name if isinstance(one, Column) else one) for one in index.expressions)
    where = index.dialect_options["postgresql"].get("where")
    only = f", where {where}" if where is not None else ""
    return f"- {'unique' if index.unique else 'index'} `{index.name}` ({what}{only})"


if __name__ == "__main__":
    sys.stdout.write(build_document())
