"""`python -m db.er_diagram` (`make schema`): draws the tables and their references, one diagram for each file
of models. Reads models, no database."""

import sys
from collections.abc import Iterator

from sqlalchemy import Table

from db.models.base import Base

_HEAD = """# Entities and relations

Generated from `db/models/` by `make schema`; a test fails if it is out of date. A diagram has the tables of one part
and what they refer to; tables of other parts have no columns there. All columns, with notes: [schema](schema.md)."""
_MODELS = "db.models."


def build_document() -> str:
    """Return the whole page, in Markdown."""
    parts: dict[str, list[Table]] = {}
    for mapper in Base.registry.mappers:
        part = mapper.class_.__module__.removeprefix(_MODELS)
        table = mapper.local_table
        assert isinstance(table, Table)
        parts.setdefault(part, []).append(table)
    return "\n\n".join([_HEAD, *(_describe_part(name, parts[name]) for name in sorted(parts))]) + "\n"


def _describe_part(name: str, tables: list[Table]) -> str:
    ordered = sorted(tables, key=lambda one: one.name)
    edges = sorted({line for table in ordered for line in _list_references(table)})
    lines = [*edges, *(line for table in ordered for line in _list_columns(table))]
    return "\n".join([f"## {name.replace('_', ' ')}", "", "```mermaid", "erDiagram", *lines, "```"])


def _list_references(table: Table) -> Iterator[str]:
    """Yield the references of a table: `o|`: the column may be empty."""
    for column in table.columns:
        for key in column.foreign_keys:
            one = "|o" if column.nullable else "||"
            yield f"    {key.column.table.name} {one}--o{{ {table.name} : {column.name}"


def _list_columns(table: Table) -> Iterator[str]:
    """Yield a table with its keys; all other columns are in the schema."""
    yield f"    {table.name} {{"
    for column in table.columns:
        marks = [mark for mark, is_so in (("PK", column.primary_key), ("FK", column.foreign_keys)) if is_so]
        if marks:
            kind = type(column.type).__name__.lower()
            yield f"        {kind} {column.name} {','.join(marks)}"
    yield "    }"


if __name__ == "__main__":
    sys.stdout.write(build_document())
