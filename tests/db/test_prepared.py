"""What a statement says of its columns is held once, however many connections prepare it."""

import gc
from typing import Any

from db import prepared
from db.database import Database


async def test_connections_share_the_description_of_a_statement(database: Database) -> None:
    described, told = [], list[list[list[Any]]]()
    async with database.engine.connect() as one, database.engine.connect() as other:
        for connection in (one, other):
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            statement = await driver.prepare("select 1000 + $1::int as shared, 'x'::text as words")
            described.append(statement.get_attributes())
            told.append([one for one in gc.get_referents(statement._state) if type(one) is list])
            assert [tuple(row) for row in await statement.fetch(1)] == [(1001, "x")]
    assert described[0] is described[1] and [column.name for column in described[0]] == ["shared", "words"]
    assert told[0] == told[1] and len(told[0]) == 2
    for one, other in zip(*told, strict=True):
        assert one and all(a is b for a, b in zip(one, other, strict=True))


async def test_descriptions_of_statements_nobody_makes_any_more_do_not_gather(database: Database) -> None:
    for n in range(6000):
        prepared.shared((n,))
    assert len(prepared._met) <= 5000
