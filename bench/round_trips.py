"""Round trips between requesters and agents: how long a comment and its answer take. Must not know board or presses."""

import asyncio
import itertools
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench.participants import AT_ONCE, FIRST_AGENT, FIRST_REQUESTER, Participants
from bench.phones import IdleTickets
from bench.wait_times import WaitTimes
from sandbox.telegram.chats import Message

LATE_SECONDS = 30.0


@dataclass(slots=True)
class _Trip:
    """A round trip under way: when it was due, when the agent got the comment, when the requester got the answer."""

    requester: int
    due: float
    commented: float = 0.0
    answered: float = 0.0
    back: asyncio.Event = field(default_factory=asyncio.Event)


class RoundTrips:
    """The scenes with round trips."""

    def __init__(self, crowd: Participants) -> None:
        self._crowd = crowd
        self._people = crowd.people
        self._under_way: dict[int, _Trip] = {}
        self._people.listeners.append(self._receive_mark)

    async def warm_up(self) -> dict[str, Any]:
        """Make one trip on every ticket, so that all are in progress."""
        idle = IdleTickets([pair.requester for pair in self._crowd.pairs])
        limit = asyncio.Semaphore(AT_ONCE)

        async def one() -> _Trip:
            async with limit:
                return await self._run_and_return(idle, await idle.take_ticket(), perf_counter())

        done = await asyncio.gather(*(one() for _ in self._crowd.pairs))
        return {"trips": len(done), "lost": sum(not trip.answered for trip in done)}

    async def run_trips(self, rate: float, seconds: float, in_flight: int = 64, count: int = 0) -> dict[str, Any]:
        """Make round trips for that many seconds: at a rate a second, or (rate 0) as fast as they come back.

        With `count` that many of them, however long it takes. In a trip a requester's comment reaches the agent,
        whose answer reaches the requester. Waits count from the moment a trip was due, so that a late start is not
        hidden.
        """
        idle = IdleTickets([pair.requester for pair in self._crowd.pairs])
        began = perf_counter()
        runner = (
            self._run_at_rate(idle, rate, seconds) if rate else self._run_in_flight(idle, seconds, in_flight, count)
        )
        return _sum_up(began, await runner)

    async def run_loop(self, every: float, seconds: float) -> dict[str, Any]:
        """Let each requester write at a fixed interval, or as soon as the last message is answered."""
        began = perf_counter()
        every_one = [pair.requester for pair in self._crowd.pairs]

        async def go_on(requester: int, first: float) -> list[_Trip]:
            done, due = list[_Trip](), began + first
            while due < began + seconds:
                await asyncio.sleep(max(0.0, due - perf_counter()))
                done.append(await self._run_trip(requester, perf_counter()))
                due = max(due + every, perf_counter())
            return done

        loops = (go_on(requester, every * n / len(every_one)) for n, requester in enumerate(every_one))
        return _sum_up(began, [trip for one in await asyncio.gather(*loops) for trip in one])

    async def _run_at_rate(self, idle: IdleTickets, rate: float, seconds: float) -> list[_Trip]:
        began, tasks = perf_counter(), []
        for index in range(int(rate * seconds)):
            due = began + index / rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            tasks.append(asyncio.create_task(self._run_and_return(idle, await idle.take_ticket(), due)))
        return await asyncio.gather(*tasks)

    async def _run_in_flight(self, idle: IdleTickets, seconds: float, in_flight: int, count: int) -> list[_Trip]:
        end, done, begun = perf_counter() + seconds, list[_Trip](), itertools.count()

        async def one_after_the_other() -> None:
            while next(begun) < count if count else perf_counter() < end:
                done.append(await self._run_and_return(idle, await idle.take_ticket(), perf_counter()))

        await asyncio.gather(*(one_after_the_other() for _ in range(in_flight)))
        return done

    async def _run_and_return(self, idle: IdleTickets, requester: int, due: float) -> _Trip:
        trip = await self._run_trip(requester, due)
        idle.give_back(requester)
        return trip

    async def _run_trip(self, requester: int, due: float) -> _Trip:
        mark, trip = next(self._people.marks), _Trip(requester, due)
        self._under_way[mark] = trip
        self._people.write_text(requester, f"mark-{mark} it still says that the time is up, and I have tried it twice")
        try:
            async with asyncio.timeout(LATE_SECONDS):
                await trip.back.wait()
        except TimeoutError:
            pass
        del self._under_way[mark]
        return trip

    def _receive_mark(self, chat: int, mark: int, message: Message) -> None:
        trip = self._under_way.get(mark)
        if trip is None:
            return
        if chat >= FIRST_AGENT or chat == self._crowd.group:
            if not trip.commented:
                trip.commented = perf_counter()
                self._answer(chat, trip, f"mark-{mark} please try the other door", message)
        elif trip.commented and not trip.answered:
            trip.answered = perf_counter()
            trip.back.set()

    def _answer(self, chat: int, trip: _Trip, text: str, message: Message) -> None:
        """Answer as the agent: in reply to the message, or in the requester's topic of the group."""
        if chat == self._crowd.group:
            agent = trip.requester - FIRST_REQUESTER + FIRST_AGENT
            self._people.write_text(agent, text, chat=chat, topic=self._crowd.topics[trip.requester])
        else:
            self._people.write_text(chat, text, to=message.message_id)


def _sum_up(began: float, done: list[_Trip]) -> dict[str, Any]:
    last = max([began, *(trip.answered for trip in done)])
    whole = [trip.answered - trip.due for trip in done if trip.answered]
    legs = {
        "comment": WaitTimes.from_seconds([trip.commented - trip.due for trip in done if trip.answered]).to_json(),
        "answer": WaitTimes.from_seconds([trip.answered - trip.commented for trip in done if trip.answered]).to_json(),
    }
    took = last - began
    waits = WaitTimes.from_seconds(whole)
    return {
        **waits.to_json(),
        **legs,
        "lost": len(done) - len(whole),
        "per_second": round(len(whole) / took if took else 0.0, 1),
    }
