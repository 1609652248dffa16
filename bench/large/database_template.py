"""The large desk as a database that others are copied from."""

from datetime import datetime

from bench.context import BenchContext
from bench.large import loader
from bench.large.random_tickets import RandomTickets
from db import migrate
from db.database import create_engine
from desk import DeskSettings

NAME = "bench_large"


def get_size(bench: BenchContext) -> tuple[int, int]:
    """Return the number of its tickets and of its entries."""
    entries = 20_000 if bench.options.short else bench.options.entries
    return entries // 20, entries


async def make_template(bench: BenchContext, now: datetime, *, reports: bool = True) -> str:
    """Fill the database, with the data of `reports`; return its address."""
    url = await bench.server.create_database(NAME)
    engine = create_engine(url)
    await migrate.upgrade(engine)
    await engine.dispose()
    await loader.load_tickets(url, RandomTickets(*get_size(bench), now), now, bench.say)
    if reports:
        bench.say("  facts …")
        await loader.count_facts(url, DeskSettings(), now)
    return url
