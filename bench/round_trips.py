"""Round trips between requesters and agents: how long a comment and its answer take."""

import asyncio
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from bench.participants import FIRST_AGENT, FIRST_REQUESTER, Participants
from bench.wait_times import WaitTimes
from sandbox.telegram.chats import Message

_LATE_SECONDS = 30.0


@dataclass(slots=True)
class _Trip:
    """A round trip under way: when it was due, when the agent got the comment, when the requester got the answer."""

    requester: int
    due: float
    commented: float = 0.0
    answered: float = 0.0
    back: asyncio.Event = field(default_factory=asyncio.Event)


class RoundTrips:
    """The scenes with round trips: a requester's comment reaches the agent, whose answer reaches the requester."""

    def __init__(self, crowd: Participants) -> None:
        self._crowd = crowd
        self._people = crowd.people
        self._under_way: dict[int, _Trip] = {}
        self._people.on_mark = self._receive_mark

    async def run_one(self) -> dict[str, Any]:
        """Make one trip, on the first ticket."""
        began = perf_counter()
        return _sum_up(began, [await self._run_trip(self._crowd.pairs[0].requester)])

    async def run_loop(self, every: float, seconds: float) -> dict[str, Any]:
        """Let each requester write at a fixed interval, or as soon as the last message is answered."""
        began = perf_counter()
        every_one = [pair.requester for pair in self._crowd.pairs]

        async def go_on(requester: int, first: float) -> list[_Trip]:
            done, due = list[_Trip](), began + first
            while due < began + seconds:
                await asyncio.sleep(max(0.0, due - perf_counter()))
                done.append(await self._run_trip(requester))
                due = max(due + every, perf_counter())
            return done

        loops = (go_on(requester, every * n / len(every_one)) for n, requester in enumerate(every_one))
        return _sum_up(began, [trip for one in await asyncio.gather(*loops) for trip in one])

    async def _run_trip(self, requester: int) -> _Trip:
        mark, trip = next(self._people.marks), _Trip(requester, perf_counter())
        self._under_way[mark] = trip
        self._people.write_text(requester, f"mark-{mark} it still says that the time is up, and I have tried it twice")
        try:
            async with asyncio.timeout(_LATE_SECONDS):
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
    back = [trip for trip in done if trip.answered]
    took = max([began, *(trip.answered for trip in back)]) - began
    return {
        **WaitTimes.from_seconds([trip.answered - trip.due for trip in back]).to_json(),
        "lost": len(done) - len(back),
        "per_second": round(len(back) / took if took else 0.0, 1),
    }
