"""Two `bot` processes, of which one lives but does not work: cut off from Telegram, or stopped. The other one answers
everybody within seconds, also if the elected one hangs, and nothing is doubled but what is counted."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.kill.door import Door
from tests.kill.gate import Gate, gate
from tests.kill.test_kill import _counted_repeats
from tests.kill.test_two_of_each import ELECTED, _folder
from tests.kill.town import Town, free_port, town

ANSWERED_WITHIN_SECONDS = 15.0
CROWD = range(3000, 3008)


@dataclass(slots=True)
class Pair:
    """Two `bot` processes with a way to Telegram each."""

    made: Town
    doors: list[Door]
    gates: list[Gate]
    said: int = 0
    took: dict[str, float] = field(default_factory=dict)

    async def elected(self) -> int:
        """The place in the pair of the elected one, once both work."""
        for door in self.doors:
            await self.made.until(lambda d=door: self.made.ready(d.port), "both work")  # type: ignore[misc]
        logs = [door.log().rfind(ELECTED["bot"]) >= 0 for door in self.doors]
        times = [_last_elected(door) for door in self.doors]
        assert any(logs)
        return times.index(max(times))

    async def write(self) -> None:
        """Everybody writes at the same time."""
        self.said += 1
        calls = [{"verb": "message", "person": person, "text": "/help"} for person in CROWD]
        await self.made.telegram.do("batch", calls=calls)

    async def answers(self, person: int) -> int:
        """How often somebody was answered."""
        return sum(message["from"] == "bot" for message in await self.made.chat(person))

    async def all_answered(self, what: str) -> None:
        """Wait until everybody has an answer to each message, and note how long it took."""
        began = asyncio.get_running_loop().time()
        for person in CROWD:

            async def answered(person: int = person) -> bool:
                return await self.answers(person) >= self.said

            await self.made.until(answered, f"{what}: {person} is answered")
        self.took[what] = asyncio.get_running_loop().time() - began


def _last_elected(door: Door) -> str:
    """When it was elected last, as its log has it."""
    lines = [line for line in door.log().splitlines() if ELECTED["bot"] in line]
    return lines[-1].split()[0] if lines else ""


@asynccontextmanager
async def pair(database_url: str, folder: Path) -> AsyncIterator[Pair]:
    async with town(database_url, folder) as made, AsyncExitStack() as stack:
        first = made.doors["bot"]
        await first.stop()
        gates = [await stack.enter_async_context(gate(made.settings["TELEGRAM_API_URL"])) for _ in range(2)]
        doors = []
        for one in gates:
            port = str(free_port())
            doors.append(first.twin(_folder(folder, port), BOT_HTTP_PORT=port, TELEGRAM_API_URL=one.url))
        made.doors = {str(place): door for place, door in enumerate(doors)}
        for door in doors:
            await door.start()
            stack.push_async_callback(door.kill)
            await made.until(lambda d=door: made.ready(d.port), "a bot is ready")  # type: ignore[misc]
        for person in CROWD:
            await made.telegram.do("person", id=person, first_name=f"N{person}", language_code="en")
        yield Pair(made, doors, gates)


@pytest.mark.limit(300)
async def test_everybody_is_answered_by_the_other_one(database_url: str, tmp_path: Path) -> None:
    async with pair(database_url, tmp_path) as two:
        await two.write()
        await two.all_answered("both work")
        for whose in ("the other one", "the elected one"):
            elected = await two.elected()
            place = elected if whose == "the elected one" else 1 - elected
            await _cut_off(two, place, f"{whose} is cut off")
            elected = await two.elected()
            place = elected if whose == "the elected one" else 1 - elected
            await _stopped(two, place, f"{whose} is stopped")
        elected = await two.elected()
        await two.write()
        await two.all_answered("both work again")
        doubled = sum([await two.answers(person) for person in CROWD]) - two.said * len(CROWD)
        assert doubled <= await _counted_repeats(two.made)
        assert max(two.took.values()) < ANSWERED_WITHIN_SECONDS, two.took
        assert "another program" not in "\n".join(await two.made.told())


async def _cut_off(two: Pair, place: int, what: str) -> None:
    await two.gates[place].cut()
    await two.write()
    await two.all_answered(what)

    async def says_so() -> bool:
        """It notices at the first letter of its part, which it may not have taken yet when it was cut off."""
        await two.write()
        await two.all_answered(f"{what}, later")
        return not await two.made.ready(two.doors[place].port)

    await two.made.until(says_so, f"{what}: it says so")
    await two.gates[place].mend()


async def _stopped(two: Pair, place: int, what: str) -> None:
    await two.write()
    two.doors[place].send(signal.SIGSTOP)
    await two.all_answered(what)
    await two.write()
    await two.all_answered(f"{what}, later")
    two.doors[place].send(signal.SIGCONT)
