"""The measure of an erasure on a desk that has worked for years and keeps two weeks of settled jobs.

It runs the reports process's own worker, and beside it what the clock does: looks for due work, and takes a row.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import asyncpg
from sqlalchemy import event, text

from bench.context import BenchContext
from bench.large import database_template
from bench.result_table import ResultRow
from db.database import Database, create_engine
from db.locks import WorkerLock
from db.models import Erasure, Origin
from desk import Desk, DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.privacy import erasure_steps
from desk.schedule import due_items
from reports.worker import ReportWorker

JOBS, MESSAGES = 400_000, 100_000
"""A quarter of the jobs are raw updates. Half of the messages are lines about no request."""
_MOST, _STATEMENT, _WAIT = 5.0, 1.0, 1.0
_BOT = 77
_FILL = f"""
update people set name = 'Zoe Unmistakable' where id = (
  select requester_id from tickets where ended_at is null or id % 7 = 0 group by 1 order by count(*) desc, 1 limit 1);
insert into jobs (box, key, payload, state, due_at, created_at, settled_at, ticket_id, person_id)
select case n % 4 when 0 then 'from_telegram' when 1 then 'to_todoist' else 'to_telegram' end,
  case n % 4 when 0 then (500000000 + n % 3000)::text else (1 + n % 40)::text end,
  convert_to(case n % 4
    when 0 then '{{"update_id":' || n || ',"message":{{"message_id":' || n || ',"from":{{"id":' || 500000000 + n % 3000
      || ',"is_bot":false}},"chat":{{"id":' || 500000000 + n % 3000 || ',"type":"private"}},"text":"' ||
      case when n % 40 = 0 then '/note ' || n % 1000 || ' ' else '' end || repeat('words of a request ', 12) || '"}}}}'
    when 1 then '{{"do":"card"}}'
    when 2 then '{{"type":"show","view":"ticket","slot":"card:' || n || '","fresh":false,"args":{{}}}}'
    else '{{"type":"say","key":"notice","args":{{"name":"' || case when n % 997 = 0 then 'Zoe Unmistakable'
      else 'Person ' || n end || '","text":"' || repeat('words ', 10) || '"}},"buttons":[]}}' end, 'UTF8'),
  'done', at, at, at + interval '2 seconds', case when n % 4 in (1, 2) then 1 + n % (select max(id) from tickets) end,
  case when n % 4 >= 2 then 2 + n % 39 end
from (select n, now() - interval '13 days' * ({JOBS} - n) / {JOBS} as at from generate_series(1, {JOBS}) n) j;
insert into messages (bot_id, chat_id, message_id, kind, ticket_id, slot, sent_at)
select {_BOT}, 500000000 + 2 + n % 39, n, case n % 2 when 0 then 'line' else 'slot' end,
  case n % 2 when 1 then 1 + n % (select max(id) from tickets) end, case n % 2 when 1 then 'card:' || n end,
  now() - interval '13 days' * ({MESSAGES} - n) / {MESSAGES} + interval '1 second'
from generate_series(1, {MESSAGES}) n;
insert into messages (bot_id, chat_id, message_id, kind, ticket_id, slot, sent_at)
select {_BOT}, 500000000 + 2 + n, 1000000 + t.id, 'slot', t.id, 'card:' || t.id, now() - interval '1 day'
from tickets t join people p on p.id = t.requester_id, generate_series(0, 38) n where p.name = 'Zoe Unmistakable';
"""  # noqa: S608  (constants of this file)


async def measure_erasure(bench: BenchContext) -> list[ResultRow]:
    """Measure the erasure of the person with the most requests."""
    now = datetime.now(UTC).replace(microsecond=0)
    url = await database_template.make_template(bench, now, reports=False)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_FILL)
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
    engine = create_engine(url)
    try:
        return await _measure(bench, Database(engine))
    finally:
        await engine.dispose()
        await bench.server.drop_database(database_template.NAME)


async def _measure(bench: BenchContext, database: Database) -> list[ResultRow]:
    rules = DeskSettings(bot_id=_BOT)
    async with database.unit_of_work() as session:
        person = await session.scalar(text("select id from people where name = 'Zoe Unmistakable'"))
        counts = text("select count(*) from tickets where requester_id = :id")
        tickets = await session.scalar(counts, {"id": person})
        now = datetime.now(UTC)
        asked = {"person_id": person, "asked_by": person, "origin": Origin.TELEGRAM, "asked_at": now, "told_at": now}
        session.add(Erasure(**asked, due_at=now))
    lock = WorkerLock(database.engine, database.job_signal)
    worker = ReportWorker(database, CurrentSettings(rules), lock, lambda: datetime.now(UTC), data_dir=bench.folder)
    try:
        await worker._count()  # the data of reports, which on a desk at work are up to date
        statements: list[tuple[float, str]] = []
        with _timing(database, statements):
            async with _waiting(database) as waits:
                took = await _erase(database, worker, rules)
    finally:
        await lock.release()
    longest, said = max(statements)
    bench.say(f"  {took:.2f} s, {len(statements)} statements, longest {longest:.2f} s: {said[:300]!r}")
    bench.say("\n".join(f"    {one:.2f} {what[:160]!r}" for one, what in sorted(statements, reverse=True)[:8]))
    about = f"{JOBS} settled jobs, {MESSAGES} messages, {tickets} requests"
    return [
        ResultRow(f"An erasure on the large desk ({about})", f"{took:.2f} s", "under 5 s", missed=took > _MOST),
        ResultRow("– its longest statement", f"{longest:.2f} s", "under 1 s", missed=longest > _STATEMENT),
        ResultRow("– the longest that the clock waits", f"{max(waits):.2f} s", "under 1 s", missed=max(waits) > _WAIT),
    ]


async def _erase(database: Database, worker: ReportWorker, rules: DeskSettings) -> float:
    """Let the clock ask for the erasure, and the worker do it; return the seconds."""
    begun, stop = time.perf_counter(), asyncio.Event()
    async with database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=datetime.now(UTC), rules=rules)
        await erasure_steps.run_step(desk, await session.scalar(text("select max(id) from erasures")) or 0)
    running = asyncio.create_task(worker.run(stop))
    over = text("select erased_at is not null from erasures")
    while True:
        async with database.reading() as session:
            if await session.scalar(over):
                break
        await asyncio.sleep(0.05)
    took = time.perf_counter() - begun
    stop.set()
    await running
    return took


@contextmanager
def _timing(database: Database, found: list[tuple[float, str]]) -> Iterator[None]:
    """Note how long each statement takes."""
    engine, begun = database.engine.sync_engine, {}

    def begin(_connection: Any, cursor: Any, *_more: Any) -> None:
        begun[id(cursor)] = time.perf_counter()

    def end(_connection: Any, cursor: Any, statement: str, *_more: Any) -> None:
        found.append((time.perf_counter() - begun.pop(id(cursor)), statement))

    listeners: tuple[tuple[str, Callable[..., None]], ...] = (
        ("before_cursor_execute", begin), ("after_cursor_execute", end),
    )  # fmt: skip
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)


@asynccontextmanager
async def _waiting(database: Database) -> AsyncIterator[list[float]]:
    """Do what the clock does, again and again, and yield how long it takes each time."""
    waits: list[float] = []

    async def look() -> None:
        while True:
            begun = time.perf_counter()
            async with database.unit_of_work() as session:
                await due_items.find_due_work(session, datetime.now(UTC))
                await session.execute(text("update people set away_until = null where id = 2"))
            waits.append(time.perf_counter() - begun)
            await asyncio.sleep(0.05)

    looking = asyncio.create_task(look())
    try:
        yield waits
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
