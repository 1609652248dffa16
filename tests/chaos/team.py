"""The team under roles, in a day: trainees and who approves, grants that change, reviews, groups. During the trouble
again and again, each once more in the calm, where nothing may miss its moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError

from tests.chaos import colleagues
from tests.chaos.cast import REX, Cast
from tests.chaos.city import City
from tests.chaos.company import MissedError
from tests.chaos.forum import ForumScenes
from tests.chaos.further_doors import FurtherDoors
from tests.chaos.grants import GrantScenes
from tests.chaos.groups import GroupScenes
from tests.chaos.ledger import Ledger
from tests.chaos.mailbox import MailScenes
from tests.chaos.panel import Panel
from tests.chaos.reviewer import ReviewScenes, make_dice

Scene = Callable[[], Awaitable[None]]


class Team(ForumScenes, FurtherDoors, GrantScenes, GroupScenes, MailScenes, ReviewScenes):
    """All of them; `played` and `missed` count them by name."""

    def __init__(
        self, city: City, cast: Cast, ledger: Ledger, seed: int, accounts: dict[int, str], panel: Panel
    ) -> None:
        super().__init__(city, cast, ledger, seed)
        self.dice, self.accounts, self.panel = make_dice(seed), accounts, panel
        self.played: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()

    async def pass_by(self, over: asyncio.Event) -> None:
        """Each part's own in a random order, again and again until the day is over."""
        async with asyncio.TaskGroup() as group:
            for scenes in self._deck():
                group.create_task(self._again(scenes, over))

    async def in_the_calm(self) -> None:
        """Each once more; the parts do not wait for each other."""
        self.calm = True
        async with asyncio.TaskGroup() as group:
            for scenes in self._deck():
                group.create_task(self._in_turn(scenes))
        await self._play(self.reviews)
        await self._play(self.answered)
        await self._play(self.killed_while_a_topic_is_made)  # alone: it ends the processes that all the others need

    def _deck(self) -> list[list[Scene]]:
        return [
            [
                self.two_decide_at_once, self.sent_and_withdrawn_at_once, self.words_meanwhile,
                self.edited_while_it_is_sent, self.changed, self.returned, self.on_the_board, self.solved,
            ],
            [self.may_not_send, self.loses_it_while_he_answers, self.may_not_work],
            [self.asked_and_answered, self.made_by_an_agent, self.becomes_a_supergroup, self.throws_the_bot_out],
            [self.mailed_and_answered],
            [self.written_to_an_account, self.called_from_elsewhere, self.imported_twice, self.terms_for_a_while],
            [self.answered_in_its_topic, self.topic_deleted_meanwhile],
            [self.reviews, self.tries_what_is_not_his, self.answered],
        ]  # fmt: skip

    async def _again(self, scenes: list[Scene], over: asyncio.Event) -> None:
        while not over.is_set():
            with suppress(SQLAlchemyError, OSError):
                await self._play(self.dice.choice(scenes))
            await asyncio.sleep(self.dice.uniform(1, 3))

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


@asynccontextmanager
async def team(city: City, cast: Cast, ledger: Ledger, seed: int) -> AsyncIterator[Team]:
    """Everybody has their role, and Rex is signed in. Before anything goes wrong."""
    accounts = await colleagues.assemble(city, cast)
    panel = Panel(city, ledger, seed, REX)
    try:
        await panel.signs_in()
        yield Team(city, cast, ledger, seed, accounts, panel)
    finally:
        await panel.aclose()
