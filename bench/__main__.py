"""`python -m bench`: measures and prints the table of docs/internals/performance.md; `--write` puts it there."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bench.comparison import compare_trips
from bench.context import BenchContext
from bench.measures import MEASURES, run_measures
from bench.result_table import format_table, write_page
from db.embedded.shared_server import EmbeddedServer


def parse_arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a small desk, two hours of the day")
    parser.add_argument("--only", nargs="*", default=[], choices=MEASURES, help="names of measures")
    parser.add_argument("--seconds", type=float, default=15, help="length of each run of round trips")
    parser.add_argument("--write", action="store_true", help="put the table into docs/internals/performance.md")
    parser.add_argument(
        "--against",
        default="",
        help="a commit, the path of a checkout, or of a program that starts another bot, to compare round trips with",
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each of the two is measured, in turns")
    parser.add_argument("--rate", type=float, default=80, help="trips a second that make a backlog")
    return parser.parse_args()


async def main(options: argparse.Namespace) -> int:
    """Measure on a PostgreSQL server of the bench's own, which is removed afterwards; return 1 if a trip costs more
    than recorded, or than the other checkout's."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-bench-") as folder:
        async with EmbeddedServer(Path(folder) / "database") as server:
            try:
                text, grown = await _measure(BenchContext(server, Path(folder), options, print_progress))
            finally:
                await server.destroy()
    sys.stdout.write(text)
    if options.write and not options.against:
        write_page(text, "day" if options.only == ["day"] else "figures")
    return int(grown)


async def _measure(bench: BenchContext) -> tuple[str, bool]:
    if bench.options.against:
        return await compare_trips(bench)
    rows = await run_measures(bench)
    return format_table(rows), any(row.missed for row in rows)


def print_progress(line: str) -> None:
    """Print progress to standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(parse_arguments())))
