"""The context of every measure, and the desk each begins with. Must not know any measure."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.measured_desk import MeasuredDesk
from bench.processes import ROOT
from db.embedded.shared_server import EmbeddedServer


@dataclass(frozen=True, slots=True)
class BenchContext:
    """The tools every measure needs: the database server, a folder, the `options` of the command line, `say` for
    progress, and the checkout `tree` whose processes are measured."""

    server: EmbeddedServer
    folder: Path
    options: Namespace
    say: Callable[[str], None]
    tree: Path = ROOT


async def prepare_desk(made: MeasuredDesk, *, tickets: int, agents: int = 4) -> None:
    """Add agents and tickets in progress to the desk, with a trip on each, and wait until all work that follows is
    done."""
    await made.add_staff(agents)
    await made.play_scene("tickets", count=tickets, agents=agents)
    await made.play_scene("loop", every=tickets / 20, seconds=tickets / 20)
    await made.wait_until_quiet()
