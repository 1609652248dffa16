"""The context of every measure, and the desk each begins with. Must not know any measure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench.measured_desk import MeasuredDesk
from bench.processes import ROOT
from bench.result_table import ResultRow
from db.embedded.shared_server import EmbeddedServer

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line.

    `seconds` of each run of round trips, `tickets` of the idle pull, `messages` before memory is read once more,
    `entries` of the large desk, which has a twentieth as many tickets. `against`: a commit, the path of a checkout
    or of a program that starts another bot, to compare with; each of the two is measured `rounds` times. `bots` and
    `rate` of the closed loop.
    """

    short: bool = False
    only: tuple[str, ...] = ()
    seconds: float = 15
    tickets: int = 1000
    messages: int = 0
    entries: int = 2_000_000
    write: bool = False
    against: str = ""
    rounds: int = 3
    bots: int = 1
    rate: float = 80


@dataclass(frozen=True, slots=True)
class BenchContext:
    """The tools every measure needs: the database server, a folder, the options, `say` for progress, and the checkout
    `tree` whose processes are measured."""

    server: EmbeddedServer
    folder: Path
    options: Options
    say: Say
    tree: Path = ROOT


Measure = Callable[[BenchContext], Awaitable[list[ResultRow]]]


async def prepare_desk(bench: BenchContext, made: MeasuredDesk, *, agents: int = 4, tickets: int = 0) -> None:
    """Add agents and tickets in progress to the desk, and wait until all work that follows is done."""
    await made.add_staff(agents)
    await made.play_scene("tickets", count=tickets or (32 if bench.options.short else 96), agents=agents)
    await made.play_scene("warm_up")
    await made.wait_until_quiet()
