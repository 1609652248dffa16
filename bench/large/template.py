"""The large desk as a database that others are copied from."""

from datetime import datetime

from bench.large import loading
from bench.large.stories import Stories
from bench.setting import Bench
from db import migrate
from db.database import create_engine
from desk import DeskSettings

NAME = "bench_large"


def size(bench: Bench) -> tuple[int, int]:
    """Return the number of its tickets and of its entries."""
    entries = 20_000 if bench.options.short else bench.options.entries
    return entries // 20, entries


async def make(bench: Bench, now: datetime) -> str:
    """Fill the database, with the data of reports; return its address."""
    url = await bench.server.create_database(NAME)
    engine = create_engine(url)
    await migrate.upgrade(engine)
    await engine.dispose()
    await loading.load(url, Stories(*size(bench), now), now, bench.say)
    bench.say("  facts …")
    await loading.count(url, DeskSettings(), now)
    return url
