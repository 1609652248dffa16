"""What happens at the simulated services while the bench looks on: each scene is one act of many people.

Runs inside the sandbox's process, so that a person answers the moment a message is there. Returns JSON objects.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any

from bench.figures import Waits
from bench.people import Idle, People
from sandbox.servers import Simulated
from sandbox.telegram import perform
from sandbox.telegram.chats import Message
from sandbox.todoist import notes

FIRST_REQUESTER, FIRST_AGENT = 400_000, 600_000
_LATE_SECONDS = 30.0
_AT_ONCE = 16


@dataclass(slots=True)
class Pair:
    """A ticket: who asks and who looks after it."""

    requester: int
    agent: int
    number: int


@dataclass(slots=True)
class _Trip:
    """A round trip on its way: the requester's mark, when it was due, when its answer was written."""

    due: float
    heard: float = 0.0
    answered: float = 0.0
    back: asyncio.Event = field(default_factory=asyncio.Event)


class Scenes:
    """All scenes of one pair of services."""

    def __init__(self, simulated: Simulated) -> None:
        self._simulated = simulated
        self.people = People(simulated.telegram)
        self._pairs: list[Pair] = []
        self._trips: dict[int, _Trip] = {}
        self._agents_of: dict[int, Pair] = {}
        self.people.listeners.append(self._hear)

    def verbs(self) -> dict[str, Callable[..., Awaitable[Any]]]:
        """The scenes by name."""
        return {
            "agents": self.agents,
            "tickets": self.tickets,
            "warm_up": self.warm_up,
            "trips": self.trips,
            "presses": self.presses,
            "backlog": self.backlog,
            "board_comments": self.board_comments,
            "board_has": self.board_has,
            "counts": self.counts,
            "limits": self.limits,
            "answered_since": self.answered_since,
            "mirrored_since": self.mirrored_since,
        }

    # ------------------------------------------------------------- who is there

    async def agents(self, count: int) -> dict[str, Any]:
        """This many agents (their rows are in the database) open the bot."""
        for person in range(FIRST_AGENT, FIRST_AGENT + count):
            self._person(person, f"Agent{person}")
            self.people.says(person, "/start")
        chats = self._simulated.telegram.chats
        ids = range(FIRST_AGENT, FIRST_AGENT + count)
        await self.people.until(lambda: all(chats[p].last_id > 1 for p in ids), "the agents are greeted")
        return {"agents": count}

    async def tickets(self, count: int, agents: int) -> dict[str, Any]:
        """This many requesters file a ticket each, and the agents take them in turn (by command: of very many at once
        only a summary is announced)."""
        start = FIRST_REQUESTER + len(self._pairs)
        waiting = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(self._ticket(start + n, FIRST_AGENT + n % agents, waiting) for n in range(count)))
        return {"tickets": len(self._pairs)}

    async def _ticket(self, requester: int, agent: int, waiting: asyncio.Semaphore) -> None:
        async with waiting:
            self._person(requester, f"Asker{requester}")
            number = await self._filed(requester)
            self.people.says(agent, f"/claim {number}")
            await self.people.until(lambda: self.people.button(agent, f"resolve:{number}"), f"#{number} is taken")
        self._pairs.append(Pair(requester, agent, number))
        self._agents_of[requester] = self._pairs[-1]

    async def _filed(self, requester: int) -> int:
        """File a request; its number, as the receipt's buttons tell it."""
        self.people.says(requester, "The upload fails with an error that nobody here understands")
        cancel = await self.people.until(lambda: _data(self.people, requester, "cancel:"), "a receipt")
        return int(cancel.partition(":")[2])

    def _person(self, person: int, name: str) -> None:
        perform(self._simulated.telegram, "person", {"id": person, "first_name": name, "language_code": "en"})

    # -------------------------------------------------------------- round trips

    async def warm_up(self) -> dict[str, Any]:
        """One trip on every ticket, so that all are in progress."""
        idle = Idle([pair.requester for pair in self._pairs])
        limit = asyncio.Semaphore(_AT_ONCE)

        async def one() -> _Trip:
            async with limit:
                return await self._trip(idle, await idle.take(), perf_counter())

        done = await asyncio.gather(*(one() for _ in self._pairs))
        return {"trips": len(done), "lost": sum(not trip.answered for trip in done)}

    async def trips(self, rate: float, seconds: float, in_flight: int = 64, count: int = 0) -> dict[str, Any]:
        """Round trips for so many seconds: at a rate a second, or (rate 0) as fast as they come back; with `count` so
        many of them, however long that takes.

        A trip: a requester's comment reaches the agent, whose answer reaches the requester. Waits count from the
        moment a trip was due, so that a late start is not hidden.
        """
        idle = Idle([pair.requester for pair in self._pairs])
        began = perf_counter()
        runner = self._at_rate(idle, rate, seconds) if rate else self._as_fast_as(idle, seconds, in_flight, count)
        done = await runner
        last = max([began, *(trip.answered for trip in done)])
        whole = [trip.answered - trip.due for trip in done if trip.answered]
        legs = {
            "comment": Waits.of([trip.heard - trip.due for trip in done if trip.answered]).dump(),
            "answer": Waits.of([trip.answered - trip.heard for trip in done if trip.answered]).dump(),
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
        mark, trip = next(self.people.marks), _Trip(due)
        self._trips[mark] = trip
        self.people.says(requester, f"mark-{mark} it still says that the time is up, and I have tried it twice")
        try:
            async with asyncio.timeout(_LATE_SECONDS):
                await trip.back.wait()
        except TimeoutError:
            pass
        del self._trips[mark]
        idle.give_back(requester)
        return trip

    def _hear(self, person: int, mark: int, message: Message) -> None:
        trip = self._trips.get(mark)
        if trip is None:
            return
        if person >= FIRST_AGENT:
            if not trip.heard:
                trip.heard = perf_counter()
                self.people.says(person, f"mark-{mark} please try the other door", to=message.message_id)
        elif trip.heard and not trip.answered:
            trip.answered = perf_counter()
            trip.back.set()

    # ----------------------------------------------------------------- presses

    async def presses(self, agents: int) -> dict[str, Any]:
        """All agents press Take on one card in the same moment."""
        requester = FIRST_REQUESTER + 90_000 + self._simulated.telegram.updates.last_id % 1000
        self._person(requester, "Rita")
        number = await self._filed(requester)
        everybody = range(FIRST_AGENT, FIRST_AGENT + agents)
        claim = f"claim:{number}"
        await self.people.until(lambda: all(self.people.button(p, claim) for p in everybody), "a card for everybody")
        began = perf_counter()
        for person in everybody:
            self.people.press(person, claim)
        presses = [self._simulated.telegram.people[p].presses[-1] for p in everybody]
        await self.people.until(lambda: all(query.answered for query in presses), "every press is answered")
        answered = perf_counter() - began
        await self.people.until(lambda: not any(self.people.button(p, claim) for p in everybody), "no card offers it")
        waits = Waits.of([(query.answered - query.asked).total_seconds() for query in presses if query.answered])
        winners = [p for p in everybody if self.people.button(p, f"resolve:{number}")]
        return {
            **waits.dump(),
            "all_answered": round(answered, 2),
            "all_edited": round(perf_counter() - began, 2),
            "winners": len(winners),
        }

    # ----------------------------------------------------------------- backlog

    async def backlog(self, tickets: int, agents: int, seconds: float, rate: float) -> dict[str, Any]:
        """So many new tickets are announced to all agents; people go on talking while that goes out."""
        cards = self._cards(agents)
        for requester in range(FIRST_REQUESTER + 50_000, FIRST_REQUESTER + 50_000 + tickets):
            self._person(requester, f"New{requester}")
            self.people.says(requester, "Nothing works any more since this morning")
        await self.people.until(lambda: self._cards(agents) > cards, "the announcements begin")
        before = self._cards(agents)
        result = await self.trips(rate, seconds)
        went = self._cards(agents) - before
        refused = self._simulated.telegram.limits.refused
        return {**result, "announced_meanwhile": went, "refused": refused}

    def _cards(self, agents: int) -> int:
        chats = self._simulated.telegram.chats
        return sum(chats[p].last_id for p in range(FIRST_AGENT, FIRST_AGENT + agents))

    async def limits(self, on: bool) -> dict[str, Any]:
        """Telegram's rates are enforced from now on, or not."""
        self._simulated.telegram.limits.switch(on)
        return {"on": on}

    # ------------------------------------------------------------------- board

    async def board_comments(self, count: int) -> dict[str, Any]:
        """Comments on the board, one after the other; each is waited for in the requester's chat."""
        seen: dict[int, asyncio.Event] = {}
        self.people.listeners.append(lambda person, mark, _: seen[mark].set() if mark in seen else None)
        world, uid = self._simulated.todoist, self._simulated.bot_user["id"]
        waits = []
        for index in range(count):
            mark = next(self.people.marks)
            seen[mark] = asyncio.Event()
            task = self._tasks()[self._pairs[index % len(self._pairs)].number]
            began = perf_counter()
            notes.add(world, uid, {"content": f"mark-{mark} we have opened it again", "item_id": task})
            async with asyncio.timeout(_LATE_SECONDS):
                await seen[mark].wait()
            waits.append(perf_counter() - began)
        return Waits.of(waits).dump()

    def _tasks(self) -> dict[int, str]:
        rows = self._simulated.todoist.items.rows.values()
        found = {row["content"]: row["id"] for row in rows if not row["is_deleted"]}
        return {int(title[1:].split()[0]): task for title, task in found.items() if title.startswith("#")}

    async def board_has(self, tasks: int, comments: int) -> dict[str, Any]:
        """Wait until the board holds at least so many tasks and comments."""
        world = self._simulated.todoist

        def there() -> bool:
            return len(self._tasks()) >= tasks and len(world.notes.rows) >= comments

        loop = asyncio.get_running_loop()
        end = loop.time() + 120
        while not there():
            if loop.time() > end:
                raise TimeoutError(f"{len(self._tasks())} tasks and {len(world.notes.rows)} comments on the board")
            await world.feed.wait(world.feed.version, 0.5)
        return {"tasks": len(self._tasks()), "comments": len(world.notes.rows)}

    async def counts(self) -> dict[str, Any]:
        """What was asked of both services so far."""
        telegram = self._simulated.telegram
        return {
            "syncs": self._simulated.board.counts["sync"],
            "comments": len(self._simulated.todoist.notes.rows),
            "calls": sum(telegram.calls.by_method.values()) - telegram.calls.by_method["getUpdates"],
            "by_method": dict(telegram.calls.by_method),
            "refused": telegram.limits.refused,
        }

    async def answered_since(self) -> dict[str, Any]:
        """One message of somebody new; how long until the bot says its first word to them."""
        person = FIRST_REQUESTER + 80_000 + self._simulated.telegram.updates.last_id % 10_000
        self._person(person, "Nora")
        began = perf_counter()
        self.people.says(person, "/start")
        chat = self._simulated.telegram.chats[person]
        await self.people.until(partial(_written, chat), "a first word")
        return {"seconds": round(perf_counter() - began, 2)}

    async def mirrored_since(self) -> dict[str, Any]:
        """One comment of a requester; how long until the board has it."""
        world, mark, began = self._simulated.todoist, next(self.people.marks), perf_counter()
        self.people.says(self._pairs[0].requester, f"mark-{mark} is anybody there")
        while not any(f"mark-{mark} " in row["content"] for row in world.notes.rows.values()):
            if perf_counter() - began > _LATE_SECONDS:
                raise TimeoutError("a comment on the board")
            await world.feed.wait(world.feed.version, 0.5)
        return {"seconds": round(perf_counter() - began, 2)}


def _written(chat: Any) -> bool:
    return bool(chat.last_id > 1)


def _data(people: People, person: int, beginning: str) -> str | None:
    for message in reversed(people.world.chats[person].messages.values()):
        for row in message.inline:
            for button in row:
                if str(button.get("callback_data", "")).startswith(beginning):
                    return str(button["callback_data"])
    return None
