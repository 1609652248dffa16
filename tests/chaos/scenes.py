"""What happens often enough in every day: scenes that chance alone would hardly play.

Each is played during the trouble, where it may miss its moment, and once more when all is calm, where it may not.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from tests.chaos.cast import LEA, MAX, NORA, UMA, Cast
from tests.chaos.city import City
from tests.chaos.company import STANDS_ON, MissedError
from tests.chaos.ledger import Across, Ledger, Means
from tests.chaos.scenes_board import BoardScenes
from tests.chaos.scenes_clock import ClockScenes

_AT_MOST = 12
_SLOW_SECONDS = 2.0
_WAITS = """
select count(*) as n from jobs j join people p on p.id = j.person_id
where p.telegram_id = :person and j.box = 'to_telegram' and j.state = 'waiting'
"""
Scene = Callable[[], Awaitable[None]]


class Scenes(BoardScenes, ClockScenes):
    """All of them; `played` and `missed` count them by name."""

    def __init__(self, city: City, cast: Cast, ledger: Ledger, seed: int) -> None:
        super().__init__(city, cast, ledger, seed)
        self.played: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()

    async def pass_by(self, over: asyncio.Event) -> None:
        """Each person's own in a random order, again and again until the day is over."""
        async with asyncio.TaskGroup() as group:
            for scenes in self._deck().values():
                group.create_task(self._again(scenes, over))

    async def _again(self, scenes: list[Scene], over: asyncio.Event) -> None:
        while not over.is_set():
            if await self._nora_keeps_up():
                await self._play(self.dice.choice(scenes))
            await asyncio.sleep(self.dice.uniform(0.5, 1.5))

    async def _nora_keeps_up(self) -> bool:
        """Whether little waits for her, who is in every scene."""
        try:
            return bool((await self.row(_WAITS, person=NORA))["n"] < _AT_MOST)
        except (SQLAlchemyError, OSError):
            return False

    async def in_the_calm(self) -> None:
        """Each once more; what does not come about now, never does. Different people do not wait for each other."""
        self.calm = True
        async with asyncio.TaskGroup() as group:
            for scenes in self._deck().values():
                group.create_task(self._in_turn(scenes))
        await self._in_turn(  # alone: what all the others need is out, or time is moved
            [
                self.row_held,
                self.answered_while_no_bot_runs,
                self.clock_set_ahead_and_back,
                self.board_out_for_two_hours,
            ]
        )

    def _deck(self) -> dict[int, list[Scene]]:
        return {
            UMA: [lambda: self.spoken_across("pending"), lambda: self.spoken_across("resolve")],
            MAX: [
                lambda: self.answer_lost("edited"),
                lambda: self.answer_lost("taken back"),
                lambda: self.answer_lost("joined"),
            ],
            LEA: [self.seat_lost],
        }

    async def _in_turn(self, scenes: list[Scene]) -> None:
        for scene in scenes:
            await self._play(scene)

    async def _play(self, scene: Scene) -> None:
        try:
            await scene()
        except MissedError as miss:
            self.missed[str(miss)] += 1
            if self.calm:
                self.ledger.complaints.append(f"in the calm never happened: {miss}")

    async def spoken_across(self, press: str) -> None:
        """Two messages of one requester less than two seconds apart, and a press of their agent between them."""
        number, status = await self.ready(UMA), {"pending": "pending", "resolve": "resolved"}[press]
        first = await self.says(UMA, Means.ASKED)
        await self.stored(first)
        await self.presses(NORA, f"{press}:{number}")
        await self.becomes(number, status)
        second = await self.says(UMA, Means.ASKED)
        self.ledger.across.append(Across(number, first.mark, second.mark, status))
        self.played[f"across {press}"] += 1
        await self.stored(second)
        there = await self.asked(STANDS_ON, mark=rf"\m{second.mark}\M")
        if press == "pending" and there["number"] == number:  # not put to another of hers
            await self.becomes(number, "in_progress")

    async def seat_lost(self) -> None:
        """Telegram answers slowly; meanwhile the database loses the seats of those who wait for its answer."""
        number = await self.ready(LEA)
        async with self._slow():
            word = await self.answers(number)
            entry = await self.stored(word)
            started = (
                "select 1 from jobs where box = 'to_telegram' and entry_id = :id"
                " and started_at is not null and state = 'waiting'"
            )
            await self.sees(lambda: self.row(started, id=entry), f"{word.mark} is being sent")
            await self.city.terminate_seats()
            if self.calm:
                self.ledger.once.add(word.mark)
            await asyncio.sleep(_SLOW_SECONDS)
        await self.until(lambda: self.has(LEA, word.mark), f"{word.mark} reaches Lea")
        self.played["seat lost"] += 1

    @asynccontextmanager
    async def _slow(self) -> AsyncIterator[None]:
        given = {"method": "send*", "chat_id": LEA, "delay": _SLOW_SECONDS, "times": None}
        order = await self.city.telegram.do("fault", **given)
        try:
            yield
        finally:
            await self.city.telegram.do("fault/clear", id=order["id"])
