"""A large file is imported in bulk statements: how many there are depends on the size of the file, not on its lines."""

import pytest
from sqlalchemy import event

from desk.organizations.importing import import_file, imports
from tests.desk.stage import Someone, Stage

_ORGANIZATIONS, _CONTACTS = 500, 5_000
_MOST = 300


@pytest.mark.broad
async def test_five_thousand_contacts_take_a_few_hundred_statements(stage: Stage, vera: Someone) -> None:
    lines = ["organization;organization id;outlet;contact;phone;contact id"]
    for n in range(_CONTACTS):
        of = n * _ORGANIZATIONS // _CONTACTS
        lines.append(f"Client {of};o-{of};Shop {of};Person {n};+79{100_000_000 + n};c-{n}")
    file = import_file.open_file("\n".join(lines).encode())
    statements: list[str] = []

    def count(*told: object) -> None:
        statements.append(str(told[2]))

    engine = stage.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        done = await stage.does(vera, lambda desk: imports.import_file(desk, file))
    finally:
        event.remove(engine, "before_cursor_execute", count)
    counts = [(new, changed) for _, new, changed in done.list_counts()]
    assert counts == [(_ORGANIZATIONS, 0), (_ORGANIZATIONS, 0), (_CONTACTS, 0)]
    assert len(statements) < _MOST
