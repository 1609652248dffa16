"""The measures by name, and the rows they return. Beside another commit, or another bot: see `comparison`."""

from collections.abc import Awaitable, Callable

from bench.context import BenchContext
from bench.day import measure_day
from bench.growth import measure_growth
from bench.lone_trip import measure_lone_trips
from bench.result_table import ResultRow
from bench.small_server import measure_small_server

GROWTH = 1.1
"""What a trip costs may be this many times what is recorded, or what it was."""
RECORDED = {"lone trip: statements": 12, "lone trip: row versions": 26, "lone trip: WAL, kB": 10.5}
"""What a lone trip costs, to be changed with what changes it; the bench fails at a tenth more."""


async def run_measures(bench: BenchContext) -> list[ResultRow]:
    """Run the measures that are named, one after the other; without names all but the day."""
    rows = []
    for name in bench.options.only or ("lone-trip", "growth"):
        bench.say(f"{name} …")
        rows += await MEASURES[name](bench)
    return rows


async def measure_lone_trip(bench: BenchContext) -> list[ResultRow]:
    """Count what a trip made alone costs the database."""
    found, rows = await measure_lone_trips(bench), list[ResultRow]()
    for name, figure in found.list_figures().items():
        most = RECORDED[name] * GROWTH
        rows.append(ResultRow(name[0].upper() + name[1:], f"{figure:.1f}", f"at most {most:.0f}", missed=figure > most))
    for table in sorted(found.rows, key=found.get_versions, reverse=True):
        said = f"{found.get_versions(table):.1f}, {found.get_hot_share(table):.0f} % of updates HOT"
        rows.append(ResultRow(f"– row versions of {table}", said))
    return rows


MEASURES: dict[str, Callable[[BenchContext], Awaitable[list[ResultRow]]]] = {
    "lone-trip": measure_lone_trip,
    "growth": measure_growth,
    "small-server": measure_small_server,
    "day": measure_day,
}
