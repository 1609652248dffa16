"""What every measure is given, and the desk each begins with. Knows no measure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench.table import Row
from bench.town import Town
from db.embedded.shared_server import EmbeddedServer

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line decides; `seconds` of each run of round trips, `tickets` of the idle pull, `messages`
    before memory is looked at once more, `entries` of the large desk, whose tickets are a twentieth."""

    short: bool = False
    only: tuple[str, ...] = ()
    seconds: float = 15
    tickets: int = 1000
    messages: int = 0
    entries: int = 2_000_000
    write: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """What every measure is given."""

    server: EmbeddedServer
    folder: Path
    options: Options
    say: Say


Measure = Callable[[Bench], Awaitable[list[Row]]]


async def prepared(bench: Bench, made: Town, *, agents: int = 4, tickets: int = 0) -> None:
    """Agents are there, and so many tickets are being talked about; everything that follows from that is done."""
    await made.staff(agents)
    await made.play("tickets", count=tickets or (32 if bench.options.short else 96), agents=agents)
    await made.play("warm_up")
    await made.quiet()
