"""Round trips between requesters and agents: how long a comment and its answer take. Must not know board or presses."""

import asyncio
import itertools
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench.crowd import AT_ONCE, FIRST_AGENT, Crowd
from bench.figures import Waits
from bench.people import Idle
from sandbox.telegram.chats import Message

LATE_SECONDS = 30.0


@dataclass(slots=True)
class _Trip:
    """A round trip under way: when it was due, when the agent got the comment, when the requester got the answer."""

    due: float
    commented: float = 0.0
    answered: float = 0.0
    back: asyncio.Event = field(default_factory=asyncio.Event)


class Trips:
    """The scenes with round trips."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._people = crowd.people
        self._under_way: dict[int, _Trip] = {}
        self._people.listeners.append(self._hear)

    async def warm_up(self) -> dict[str, Any]:
        """Make one trip on every ticket, so that all are in progress."""
        idle = Idle([pair.requester for pair in self._crowd.pairs])
        limit = asyncio.Semaphore(AT_ONCE)

        async def one() -> _Trip:
            async with limit:
                return await self._trip(idle, await idle.take(), perf_counter())

        done = await asyncio.gather(*(one() for _ in self._crowd.pairs))
        return {"trips": len(done), "lost": sum(not trip.answered for trip in done)}

    async def trips(self, rate: float, seconds: float, in_flight: int = 64, count: int = 0) -> dict[str, Any]:
        """Make round trips for that many seconds: at a rate a second, or (rate 0) as fast as they come back.

        With `count` that many of them, however long it takes. In a trip a requester's comment reaches the agent,
        whose answer reaches the requester. Waits count from the moment a trip was due, so that a late start is not
        hidden.
        """
        idle = Idle([pair.requester for pair in self._crowd.pairs])
        began = perf_counter()
        runner = self._at_rate(idle, rate, seconds) if rate else self._as_fast_as(idle, seconds, in_flight, count)
        done = await runner
        last = max([began, *(trip.answered for trip in done)])
        whole = [trip.answered - trip.due for trip in done if trip.answered]
        legs = {
            "comment": Waits.of([trip.commented - trip.due for trip in done if trip.answered]).dump(),
            "answer": Waits.of([trip.answered - trip.commented for trip in done if trip.answered]).dump(),
        }
        took = last - began
        waits = Waits.of(whole)
        return {
            **waits.dump(),
            **legs,
            "lost": len(done) - len(whole),
            "per_second": round(len(whole) / took if took else 0.0, 1),
        }

    async def _at_rate(self, idle: Idle, rate: float, seconds: float) -> list[_Trip]:
        began, tasks = perf_counter(), []
        for index in range(int(rate * seconds)):
            due = began + index / rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            tasks.append(asyncio.create_task(self._trip(idle, await idle.take(), due)))
        return await asyncio.gather(*tasks)

    async def _as_fast_as(self, idle: Idle, seconds: float, in_flight: int, count: int) -> list[_Trip]:
        end, done, begun = perf_counter() + seconds, list[_Trip](), itertools.count()

        async def one_after_the_other() -> None:
            while next(begun) < count if count else perf_counter() < end:
                done.append(await self._trip(idle, await idle.take(), perf_counter()))

        await asyncio.gather(*(one_after_the_other() for _ in range(in_flight)))
        return done

    async def _trip(self, idle: Idle, requester: int, due: float) -> _Trip:
        mark, trip = next(self._people.marks), _Trip(due)
        self._under_way[mark] = trip
        self._people.says(requester, f"mark-{mark} it still says that the time is up, and I have tried it twice")
        try:
            async with asyncio.timeout(LATE_SECONDS):
                await trip.back.wait()
        except TimeoutError:
            pass
        del self._under_way[mark]
        idle.give_back(requester)
        return trip

    def _hear(self, person: int, mark: int, message: Message) -> None:
        trip = self._under_way.get(mark)
        if trip is None:
            return
        if person >= FIRST_AGENT:
            if not trip.commented:
                trip.commented = perf_counter()
                self._people.says(person, f"mark-{mark} please try the other door", to=message.message_id)
        elif trip.commented and not trip.answered:
            trip.answered = perf_counter()
            trip.back.set()
