"""A database that vanishes without a word: it is left within 30 s at both ends, and another process takes over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import asyncpg
import pytest
import pytest_asyncio
from pydantic import SecretStr
from sqlalchemy import text

from db.database import create_engine
from tests.operation.doors import VERA, Surroundings, at_work, surroundings
from tests.operation.namespace import Line, far_database, missing

LEFT_WITHIN_SECONDS = 30.0
_WHY_NOT = missing()
pytestmark = [
    pytest.mark.sentence("6 Names that others rely on"),
    pytest.mark.skipif(_WHY_NOT is not None, reason=f"a network of its own: {_WHY_NOT}"),
]


@pytest_asyncio.fixture(scope="module")
async def lines(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Line, Line]]:
    async with far_database(tmp_path_factory.mktemp("far")) as made:
        yield made


async def test_both_ends_of_a_connection_ask_whether_the_other_is_there(lines: tuple[Line, Line]) -> None:
    engine = create_engine(lines[0].url)
    names = ("idle", "interval", "count")
    async with engine.connect() as connection:
        found = [await connection.scalar(text(f"show tcp_keepalives_{name}")) for name in names]
        found.append(await connection.scalar(text("show tcp_user_timeout")))
    await engine.dispose()
    assert found == ["10", "5", "3", "20000"]


@pytest.mark.parametrize(("door", "seat"), [("bot", "bot:"), ("board", "todoist")])
async def test_a_database_that_vanishes_is_left_and_another_takes_over(
    lines: tuple[Line, Line], door: str, seat: str
) -> None:
    first, second = lines
    async with surroundings(first.url) as around, AsyncExitStack() as stack:
        if door == "bot":
            seat += around.simulated.telegram.token.partition(":")[0]
        settings = getattr(around, door)
        seen_from = await asyncpg.connect(second.url)
        stack.push_async_callback(seen_from.close)
        loser = await stack.enter_async_context(at_work(around, settings()))
        await loser.until_ready()
        await around.until(lambda: _holds(seen_from, seat, first), "the first is elected")
        taker = await stack.enter_async_context(at_work(around, settings(database_url=SecretStr(second.url))))
        await taker.until_ready()
        try:
            first.cut()
            await _left(around, first, seen_from, seat, second)
            assert (await loser.ready())["database"] != "ok"
            await around.telegram.do("message", person=VERA, text="/start")
            if door == "bot":
                await around.until(lambda: around.told(VERA, "first admin"), "the other works")
        finally:
            first.mend()
        await loser.until_ready()
        await taker.until_ready()


async def _left(around: Surroundings, cut: Line, seen_from: asyncpg.Connection, seat: str, taker: Line) -> None:
    """Both ends give the lost connections up in time, and somebody else has the seat."""
    began, near, far = around.loop().time(), 0.0, 0.0
    while not (near and far):
        passed = around.loop().time() - began
        assert passed < LEFT_WITHIN_SECONDS, f"left here after {near:.0f} s, there after {far:.0f} s"
        near = near or (0.0 if cut.connections() else passed)
        far = far or (passed if await _holds(seen_from, seat, taker) else 0.0)
        await asyncio.sleep(0.1)


async def _holds(seen_from: asyncpg.Connection, seat: str, line: Line) -> bool:
    """Whether somebody at the end of this line holds the seat."""
    holder = await seen_from.fetchval(_HOLDER, seat)
    return holder is not None and holder.rpartition(".")[0] == line.host.rpartition(".")[0]


_HOLDER = """
select host(a.client_addr) from pg_locks l join pg_stat_activity a using (pid)
where l.locktype = 'advisory' and l.granted
  and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended($1, 7)
"""
