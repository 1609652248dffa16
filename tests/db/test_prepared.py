"""What a statement says of its columns is held once, however many connections prepare it."""

from db import prepared
from db.database import Database


async def test_connections_share_the_description_of_a_statement(database: Database) -> None:
    described = []
    async with database.engine.connect() as one, database.engine.connect() as other:
        for connection in (one, other):
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            statement = await driver.prepare("select 1 as shared, 'x'::text as words")
            described.append(statement.get_attributes())
            assert [tuple(row) for row in await statement.fetch()] == [(1, "x")]
    assert described[0] is described[1] and [column.name for column in described[0]] == ["shared", "words"]


async def test_descriptions_of_statements_nobody_makes_any_more_do_not_gather(database: Database) -> None:
    for n in range(3000):
        prepared.shared((n,))  # type: ignore[arg-type]
    assert len(prepared._columns) <= 2000
