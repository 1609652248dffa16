"""One day from its seed: assembled, lived through with trouble, settled and judged."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos import clients, evidence, rest, trouble
from tests.chaos import payers as payers_of_day
from tests.chaos.backups import Backups
from tests.chaos.cast import Cast, assemble
from tests.chaos.city import City, city
from tests.chaos.clients import Clients
from tests.chaos.day import Day
from tests.chaos.payers import Payers
from tests.chaos.scenes import Scenes
from tests.chaos.team import Team, team
from tests.chaos.third_door import ThirdDoor, third_door
from tests.chaos.trouble import Plan
from tests.chaos.verdict import judge


@dataclass(frozen=True, slots=True)
class Size:
    """How long (seconds of acts), how many kills, how fast (seconds between two acts), how patient afterwards; `one`:
    the desk is one process, not three."""

    seconds: float = 100.0
    kills: int = 54
    pause: float = 0.25
    patience: float = 125.0
    small: bool = False
    one: bool = False


@dataclass(slots=True)
class Outcome:
    """What became of a day. No complaints: passed."""

    seed: int
    complaints: list[str]
    acts: int = 0
    words: int = 0
    kills: int = 0
    restarts: int = 0
    calls: int = 0
    again: int = 0
    doubled: int = 0
    repeats: int = 0
    settled: float = 0.0
    seconds: float = 0.0
    troubles: Counter[str] = field(default_factory=Counter)
    scenes: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        """The day in one line."""
        return (
            f"seed {self.seed}: {'passed' if not self.complaints else 'FAILED'} · {self.kills} kills"
            f" · {self.restarts} database restarts · {self.troubles.total()} troubles · {self.acts} acts"
            f" · {self.scenes.total()} scenes · {self.words} words · {self.calls} calls of Telegram"
            f" · {self.again} calls of the API asked again"
            f" · {self.doubled} doubled of {self.repeats} repeated"
            f" · at rest after {self.settled:.0f} s · {self.seconds:.0f} s in all"
        )


async def live(seed: int, size: Size, folder: Path) -> Outcome:
    """Live through the day of this seed; its logs stay in `folder`."""
    began = time.monotonic()
    async with city(folder, one=size.one) as made:
        cast = await assemble(made, small=size.small)
        await clients.assemble(made)
        await payers_of_day.assemble(made)
        await made.telegram.do("limits", on=True)
        day, plan = Day(made, cast, seed), trouble.plan(seed, seconds=size.seconds, kills=size.kills)
        scenes, theirs = Scenes(made, cast, day.ledger, seed), Clients(made, cast, day.ledger, seed)
        payers, backups = Payers(made, cast, day.ledger, seed), Backups(made, day.ledger, folder / "backups")
        outcome = Outcome(seed, [], troubles=plan.done, scenes=scenes.played)
        async with (
            third_door(made, day.ledger, seed) as door,
            team(made, cast, day.ledger, seed) as roles,
        ):
            await _pass_by(made, day, (scenes, theirs, payers, roles, backups), door, plan, size)
            outcome.scenes.update(roles.played)
            outcome.scenes.update(backups.played)
            outcome.acts, outcome.words, outcome.again = day.ledger.acts, len(day.ledger.words), day.ledger.web.repeated
            await _settled(made, cast, size, outcome)
            await door.systems.read_everything()
        verdict = await judge(made, cast, day.ledger, theirs.hidden)
        outcome.complaints += verdict.complaints
        if outcome.complaints:
            await evidence.keep(made)
        outcome.doubled, outcome.repeats = verdict.doubled, verdict.repeats
        outcome.kills, outcome.restarts = sum(one.kills for one in made.fleets), made.database_restarts
        outcome.calls = made.telegram_world.calls.by_method.total()
    outcome.seconds = time.monotonic() - began
    return outcome


async def _pass_by(
    made: City, day: Day, played: tuple[Scenes, Clients, Payers, Team, Backups], door: ThirdDoor, plan: Plan, size: Size
) -> None:
    """The day with its trouble, and the calm after it."""
    over = asyncio.Event()
    scenes, theirs, payers, roles, backups = played
    async with asyncio.TaskGroup() as group:
        group.create_task(scenes.pass_by(over))
        group.create_task(roles.pass_by(over))
        group.create_task(theirs.pass_by(over, pause=4 * size.pause))
        group.create_task(payers.pass_by(over, pause=6 * size.pause))
        group.create_task(door.pass_by(over, pause=4 * size.pause))
        group.create_task(backups.pass_by(over))
        async with asyncio.TaskGroup() as acts:
            acts.create_task(day.pass_by(size.seconds, pause=size.pause))
            acts.create_task(trouble.make(plan, made))
        over.set()
    await trouble.clear(made)
    await day.brings_back()
    await rest.all_heard(made, patience=size.patience)
    await theirs.in_the_calm()
    await payers.in_the_calm()
    async with asyncio.TaskGroup() as calm:
        calm.create_task(roles.in_the_calm())
        calm.create_task(backups.in_the_calm())
    async with asyncio.TaskGroup() as calm:
        calm.create_task(scenes.in_the_calm())
        calm.create_task(door.in_the_calm())


async def _settled(made: City, cast: Cast, size: Size, outcome: Outcome) -> None:
    try:
        outcome.settled = await rest.settle(made, cast, patience=size.patience)
    except rest.NoRestError as error:
        outcome.complaints.append(str(error))
        for fleet in made.fleets:
            await fleet.say_what_is_under_way()
