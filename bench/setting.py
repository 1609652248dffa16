"""The context of every measure, and the desk each begins with. Must not know any measure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench.table import Row
from bench.town import Town
from db.embedded.shared_server import EmbeddedServer

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line.

    `seconds` of each run of round trips, `tickets` of the idle pull, `messages` before memory is read once more,
    `entries` of the large desk, which has a twentieth as many tickets.
    """

    short: bool = False
    only: tuple[str, ...] = ()
    seconds: float = 15
    tickets: int = 1000
    messages: int = 0
    entries: int = 2_000_000
    write: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """What every measure needs: the database server, a folder, the options, and `say` for progress."""

    server: EmbeddedServer
    folder: Path
    options: Options
    say: Say


Measure = Callable[[Bench], Awaitable[list[Row]]]


async def prepared(bench: Bench, made: Town, *, agents: int = 4, tickets: int = 0) -> None:
    """Add agents and tickets in progress to the desk, and wait until all work that follows is done."""
    await made.staff(agents)
    await made.play("tickets", count=tickets or (32 if bench.options.short else 96), agents=agents)
    await made.play("warm_up")
    await made.quiet()
