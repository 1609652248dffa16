"""`python -m bench`: measures and prints the table of docs/internals/performance.md; `--write` puts it there."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bench.comparison import compare_trips
from bench.context import BenchContext, Options
from bench.measures import run_measures
from bench.result_table import format_table, write_page
from db.embedded.shared_server import EmbeddedServer


def parse_arguments(argv: list[str] | None = None) -> Options:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a small part of everything, in under a minute")
    parser.add_argument("--only", nargs="*", default=[], help="names of measures, see bench/measures.py")
    parser.add_argument("--seconds", type=float, default=0, help="length of each run of round trips")
    parser.add_argument("--tickets", type=int, default=1000, help="tickets in the database for the idle pull")
    parser.add_argument("--messages", type=int, default=0, help="messages before memory is looked at once more; mails")
    parser.add_argument("--entries", type=int, default=2_000_000, help="words of the large desk, made only if named")
    parser.add_argument("--write", action="store_true", help="put the table into docs/internals/performance.md")
    parser.add_argument(
        "--against",
        default="",
        help="a commit, the path of a checkout, or of a program that starts another bot, to compare round trips with",
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each of the two is measured, in turns")
    parser.add_argument("--bots", type=int, default=1, help="bots of the closed loop")
    parser.add_argument("--rate", type=float, default=80, help="trips a second that the closed loop offers")
    given = parser.parse_args(argv)
    return Options(
        short=given.short,
        only=tuple(given.only),
        seconds=given.seconds or (4 if given.short else 15),
        tickets=given.tickets,
        messages=given.messages,
        entries=given.entries,
        write=given.write,
        against=given.against,
        rounds=given.rounds,
        bots=given.bots,
        rate=given.rate,
    )


async def main(options: Options) -> int:
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
        write_page(text, "day" if options.only == ("day",) else "figures")
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
